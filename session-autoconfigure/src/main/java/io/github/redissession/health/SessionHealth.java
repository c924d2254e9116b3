package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.redissession.StoreCircuit;
import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.redis.inspect.ServerProbe;

/**
 * Whether sessions can be stored and read right now. {@code UP}: they can.
 * {@code DEGRADED}: they can, but not all, or slowly, or the circuit says no, or a check
 * has found something critical. {@code DOWN}: they cannot.
 */
public final class SessionHealth {

	/** Works, with a limitation; no reason to take a node out of service. */
	public static final Status DEGRADED = new Status("DEGRADED", "Sessions work with a limitation");

	private final ServerProbe probe;

	private final FreshCheckResults findings;

	private final StoreCircuit circuit;

	private final Duration slow;

	/**
	 * Creates the health.
	 * @param probe writes and reads
	 * @param findings what was found earlier, perhaps
	 * @param circuit tells whether the store is asked
	 * @param slow from when on a probe is slow
	 */
	public SessionHealth(ServerProbe probe, FreshCheckResults findings, StoreCircuit circuit, Duration slow) {
		this.probe = probe;
		this.findings = findings;
		this.circuit = circuit;
		this.slow = slow;
	}

	/**
	 * Finds out.
	 * @param health takes the result
	 * @return completes in bounded time, and never fails
	 */
	CompletionStage<Health> check(Health.Builder health) {
		return this.probe.probe().thenApply((result) -> report(health, result));
	}

	private Health report(Health.Builder health, ServerProbe.Result result) {
		List<CheckResult> findings = this.findings.latest().stream().filter(CheckResult::isWorthTelling).toList();
		boolean critical = findings.stream().anyMatch((finding) -> finding.severity() == Severity.CRITICAL);
		StoreCircuit.State state = this.circuit.state();
		boolean limited = result.failed() > 0 || result.took().compareTo(this.slow) > 0 || critical
				|| state != StoreCircuit.State.CLOSED;
		health.status(!result.isPossible() ? Status.DOWN : limited ? DEGRADED : Status.UP)
			.withDetail("probeMillis", result.took().toMillis())
			.withDetail("role", role(result))
			.withDetail("circuit", state.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.withDetail("findings",
					findings.stream().map((finding) -> finding.severity() + ": " + finding.id()).toList());
		if (result.probes() > 1) {
			health.withDetail("probesFailed", result.failed() + " of " + result.probes());
		}
		if (result.failure() != null) {
			health.withDetail("error", result.failure().toString());
		}
		return health.build();
	}

	/**
	 * Only a primary takes what is written.
	 */
	private static String role(ServerProbe.Result result) {
		if (result.failure() == null) {
			return "primary";
		}
		return String.valueOf(result.failure().getMessage()).contains("READONLY") ? "replica" : "unknown";
	}

}
