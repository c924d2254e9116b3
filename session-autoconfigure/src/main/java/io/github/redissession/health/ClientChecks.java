package io.github.redissession.health;

import java.time.Duration;
import java.util.List;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

import io.github.redissession.redis.inspect.ClientFacts;

/**
 * Whether this application reaches Redis in a way that fits sessions.
 */
final class ClientChecks {

	private ClientChecks() {
	}

	static List<SessionCheck> all() {
		return List.of(ClientChecks::clientTimeout, ClientChecks::keepAlive, ClientChecks::topologyRefresh,
				ClientChecks::replicaReads);
	}

	static CheckResult clientTimeout(CheckedFacts facts) {
		String id = "client-timeout";
		Duration client = facts.client().commandTimeout();
		Duration budget = facts.configuration().timeBudget();
		return (client.compareTo(budget) <= 0) ? CheckResult.ok(id, "the client waits " + words(client))
				: CheckResult.info(id,
						"the client waits %s for an answer, and a request only %s: commands pile up while Redis hangs"
							.formatted(words(client), words(budget)),
						"Set spring.data.redis.timeout to redis-session.resilience.timeout or less");
	}

	/** As properties have it, such as "1s500ms". */
	private static String words(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

	static CheckResult keepAlive(CheckedFacts facts) {
		String id = "keep-alive";
		ClientFacts client = facts.client();
		if (client.keepAlive() || client.local()) {
			return CheckResult.ok(id, client.keepAlive() ? "on" : "Redis is on this machine");
		}
		return CheckResult.info(id,
				"TCP keep-alive is off: a connection that a firewall has dropped is noticed when a request waits for it",
				"Do not turn it off in a LettuceClientOptionsBuilderCustomizer or a connection factory of your own");
	}

	static CheckResult topologyRefresh(CheckedFacts facts) {
		String id = "topology-refresh";
		ClientFacts client = facts.client();
		if (!"cluster".equals(client.topology()) || client.refreshesTopology()) {
			return CheckResult.ok(id, client.refreshesTopology() ? "on" : "this is no cluster");
		}
		return CheckResult.warning(id, "after a failover this node goes on asking the primary that is gone",
				"Do not turn it off in a LettuceClientOptionsBuilderCustomizer or a connection factory of your own");
	}

	static CheckResult replicaReads(CheckedFacts facts) {
		String id = "replica-reads";
		return !facts.client().readsFromReplicas() ? CheckResult.ok(id, "off") : CheckResult.warning(id,
				"reads may go to replicas, which are behind: a session that has just begun is not found, and one that was ended still is",
				"Remove spring.data.redis.lettuce.read-from, or give the sessions a connection of their own with redis-session.redis.*");
	}

}
