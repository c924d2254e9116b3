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
 * Recognizes passive and sensitive requests, and requests with an outage mode of their
 * own, by path patterns such as {@code /api/**}.
 */
public final class PathRequestPolicy implements RequestPolicy {

	private final List<PathPattern> passive;

	private final List<SensitivePaths> sensitive;

	private final List<OutagePaths> outages;

	/**
	 * Creates a policy.
	 * @param passive patterns of paths that do not prolong a session
	 * @param sensitive paths that require a recently used session; if several match, the
	 * shortest limit applies
	 * @param outages paths with an outage mode of their own; if several match, the first
	 * applies
	 */
	public PathRequestPolicy(List<PathPattern> passive, List<SensitivePaths> sensitive, List<OutagePaths> outages) {
		this.passive = List.copyOf(passive);
		this.sensitive = List.copyOf(sensitive);
		this.outages = List.copyOf(outages);
	}

	/**
	 * Parses patterns.
	 * @param patterns patterns in the syntax of Spring MVC and WebFlux
	 * @return the parsed patterns, in the same order
	 * @throws org.springframework.web.util.pattern.PatternParseException if one of them
	 * is not a pattern
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
	 * Paths with an outage mode of their own.
	 *
	 * @param patterns the patterns of the paths
	 * @param mode what happens to requests to them while Redis is unavailable
	 */
	public record OutagePaths(List<PathPattern> patterns, OutageMode mode) {

	}

	/**
	 * Paths that require a recently used session.
	 *
	 * @param patterns the patterns of the paths
	 * @param idleTimeout how long the session may have gone unused
	 */
	public record SensitivePaths(List<PathPattern> patterns, Duration idleTimeout) {

	}

}
