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
		String id = "client-timeout";
		Duration client = facts.client().commandTimeout();
		Duration budget = facts.configuration().timeBudget();
		return (client.compareTo(budget) <= 0) ? CheckResult.ok(id, "the client waits %s", words(client)) : CheckResult
			.info(id,
					"Set spring.data.redis.timeout, or redis-session.redis.timeout if sessions have a Redis of their own, to redis-session.resilience.timeout or less",
					"the client waits %s for a response, but a request only %s: commands pile up while Redis hangs",
					words(client), words(budget));
	}

	/** As properties have it, such as "1s500ms". */
	private static String words(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

	static CheckResult keepAlive(CheckedFacts facts) {
		String id = "keep-alive";
		ClientFacts client = facts.client();
		return client.keepAlive() ? CheckResult.ok(id, "on")
				: client.local() ? CheckResult.ok(id, "Redis is on this machine") : CheckResult.info(id, LEAVE_ON,
						"TCP keep-alive is off: a connection that a firewall has dropped goes unnoticed until a request waits for it");
	}

	static CheckResult topologyRefresh(CheckedFacts facts) {
		String id = "topology-refresh";
		ClientFacts client = facts.client();
		return client.refreshesTopology() ? CheckResult.ok(id, "on")
				: !"cluster".equals(client.topology()) ? CheckResult.ok(id, "Redis is not a cluster") : CheckResult
					.warning(id, LEAVE_ON, "after a failover, this node keeps calling the primary that is gone");
	}

	static CheckResult replicaReads(CheckedFacts facts) {
		String id = "replica-reads";
		return !facts.client().readsFromReplicas() ? CheckResult.ok(id, "off") : CheckResult.warning(id,
				"Remove spring.data.redis.lettuce.read-from, or give the sessions a connection of their own with redis-session.redis.*",
				"reads may go to replicas, which lag behind: a session that has just begun may not be found, and one that was ended may still be");
	}

}
