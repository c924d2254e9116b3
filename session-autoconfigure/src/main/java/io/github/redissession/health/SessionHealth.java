package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.redissession.StoreCircuit;
import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.redis.inspect.ServerProbe;

/**
 * Finds out whether sessions can be stored and read right now. {@code UP}: they can.
 * {@code DEGRADED}: they can, but only on a part of a cluster, or slowly, or the circuit
 * is not closed, or a check has a critical result. {@code DOWN}: they cannot.
 */
public final class SessionHealth {

	/** Sessions work with a limitation; no reason to take a node out of service. */
	public static final Status DEGRADED = new Status("DEGRADED", "Sessions work with a limitation");

	private final ServerProbe probe;

	private final Supplier<List<CheckResult>> results;

	private final StoreCircuit circuit;

	private final Duration slow;

	/**
	 * Creates the health.
	 * @param probe writes and reads a key
	 * @param results returns the results of the checks, without waiting
	 * @param circuit whether the store is called
	 * @param slow the time above which a probe is slow
	 */
	public SessionHealth(ServerProbe probe, Supplier<List<CheckResult>> results, StoreCircuit circuit, Duration slow) {
		this.probe = probe;
		this.results = results;
		this.circuit = circuit;
		this.slow = slow;
	}

	/**
	 * Probes the store.
	 * @return the result; it completes in bounded time, and never fails
	 */
	CompletionStage<Health> check() {
		return this.probe.probe().thenApply(this::report);
	}

	private Health report(ServerProbe.Result result) {
		List<CheckResult> notable = this.results.get().stream().filter(CheckResult::isWorthTelling).toList();
		StoreCircuit.State state = this.circuit.state();
		boolean limited = result.failed() > 0 || result.took().compareTo(this.slow) > 0
				|| state != StoreCircuit.State.CLOSED
				|| notable.stream().anyMatch((check) -> check.severity() == Severity.CRITICAL);
		Health.Builder health = Health.status(!result.isPossible() ? Status.DOWN : limited ? DEGRADED : Status.UP)
			.withDetail("probeMillis", result.took().toMillis())
			.withDetail("role", role(result.failure()))
			.withDetail("circuit", state.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.withDetail("findings", notable.stream().map((check) -> check.severity() + ": " + check.id()).toList());
		if (result.probes() > 1) {
			health.withDetail("probesFailed", result.failed() + " of " + result.probes());
		}
		if (result.failure() != null) {
			health.withDetail("error", result.failure().toString());
		}
		return health.build();
	}

	/**
	 * Only a primary accepts writes.
	 */
	private static String role(@Nullable Throwable failure) {
		return (failure == null) ? "primary"
				: String.valueOf(failure.getMessage()).contains("READONLY") ? "replica" : "unknown";
	}

}
