package io.github.redissession.expiry;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.RequestPolicy;

/**
 * Tells passive and sensitive requests by path patterns such as {@code /api/**}.
 */
public final class PathRequestPolicy implements RequestPolicy {

	private final List<PathPattern> passive;

	private final List<SensitivePaths> sensitive;

	private final List<OutagePaths> outages;

	/**
	 * Creates a policy.
	 * @param passive patterns of paths that do not prolong a session
	 * @param sensitive patterns of paths that need a session used lately; of several that
	 * match, the shortest limit counts
	 * @param outages patterns of paths with a behaviour of their own while the store is
	 * away; of several that match, the first counts
	 */
	public PathRequestPolicy(List<PathPattern> passive, List<SensitivePaths> sensitive, List<OutagePaths> outages) {
		this.passive = List.copyOf(passive);
		this.sensitive = List.copyOf(sensitive);
		this.outages = List.copyOf(outages);
	}

	/**
	 * Reads patterns.
	 * @param patterns patterns as Spring MVC and WebFlux know them
	 * @return the parsed patterns
	 * @throws org.springframework.web.util.pattern.PatternParseException if one of them
	 * is none
	 */
	public static List<PathPattern> parse(List<String> patterns) {
		return patterns.stream()
			.map(PathPatternParser.defaultInstance::initFullPathPattern)
			.map(PathPatternParser.defaultInstance::parse)
			.toList();
	}

	@Override
	public boolean isPassive(String path) {
		return !this.passive.isEmpty() && matches(this.passive, PathContainer.parsePath(path));
	}

	@Override
	public Duration sensitiveIdleTimeout(String path) {
		if (this.sensitive.isEmpty()) {
			return ExpiryTerms.NEVER;
		}
		PathContainer parsed = PathContainer.parsePath(path);
		return this.sensitive.stream()
			.filter((paths) -> matches(paths.patterns(), parsed))
			.map(SensitivePaths::idleTimeout)
			.min(Duration::compareTo)
			.orElse(ExpiryTerms.NEVER);
	}

	@Override
	public @Nullable OutageMode outageMode(String path) {
		if (this.outages.isEmpty()) {
			return null;
		}
		PathContainer parsed = PathContainer.parsePath(path);
		return this.outages.stream()
			.filter((paths) -> matches(paths.patterns(), parsed))
			.map(OutagePaths::mode)
			.findFirst()
			.orElse(null);
	}

	private static boolean matches(List<PathPattern> patterns, PathContainer path) {
		for (PathPattern pattern : patterns) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Paths with a behaviour of their own while the store is away.
	 *
	 * @param patterns the paths
	 * @param mode what becomes of requests to them
	 */
	public record OutagePaths(List<PathPattern> patterns, OutageMode mode) {

	}

	/**
	 * Paths with a limit of their own.
	 *
	 * @param patterns the paths
	 * @param idleTimeout how long a session may have gone unused
	 */
	public record SensitivePaths(List<PathPattern> patterns, Duration idleTimeout) {

	}

}
