package io.github.redissession.health;

import java.time.Duration;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

import io.github.redissession.redis.inspect.ClientFacts;

/**
 * Checks whether this application reaches Redis in a way that suits sessions.
 */
final class ClientChecks {

	private static final String LEAVE_ON = "Do not disable it in a LettuceClientOptionsBuilderCustomizer or a connection factory of your own";

	private ClientChecks() {
	}

	static CheckResult clientTimeout(CheckedFacts facts) {
		Duration client = facts.client().commandTimeout();
		Duration budget = facts.configuration().timeBudget();
		return new CheckResult("client-timeout", (client
			.compareTo(budget) <= 0) ? Finding.ok("the client waits %s", words(client)) : Finding.info(
					"Set spring.data.redis.timeout, or redis-session.redis.timeout if sessions have a Redis of their own, to redis-session.resilience.timeout or less",
					"the client waits %s for a response, but a request only %s: commands pile up while Redis hangs",
					words(client), words(budget)));
	}

	/** As properties have it, such as "1s500ms". */
	private static String words(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

	static CheckResult keepAlive(CheckedFacts facts) {
		ClientFacts client = facts.client();
		return new CheckResult("keep-alive", client.keepAlive() ? Finding.ok("on")
				: client.local() ? Finding.ok("Redis is on this machine") : Finding.info(LEAVE_ON,
						"TCP keep-alive is off: a connection that a firewall has dropped goes unnoticed until a request waits for it"));
	}

	static CheckResult topologyRefresh(CheckedFacts facts) {
		ClientFacts client = facts.client();
		return new CheckResult("topology-refresh",
				client.refreshesTopology() ? Finding.ok("on")
						: !"cluster".equals(client.topology()) ? Finding.ok("Redis is not a cluster") : Finding
							.warning(LEAVE_ON, "after a failover, this node keeps calling the primary that is gone"));
	}

	static CheckResult replicaReads(CheckedFacts facts) {
		return new CheckResult("replica-reads", !facts.client().readsFromReplicas() ? Finding.ok("off") : Finding
			.warning(
					"Remove spring.data.redis.lettuce.read-from, or give the sessions a connection of their own with redis-session.redis.*",
					"reads may go to replicas, which lag behind: a session that has just begun may not be found, and one that was ended may still be"));
	}

}
