package io.github.redissession.takeover;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.StoredSession;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process that dies after any number of commands while it takes over a session. The
 * next one finds the session, one only, and nothing is left of the old one.
 */
@ExtendWith(RedisServer.Shared.class)
class TakeoverCrashIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	/** More commands than a takeover sends. */
	private static final int MOST_COMMANDS = 16;

	@Test
	void whereverTheProcessDiesTheNextRequestHasTheSession(RedisServer redis) {
		TakeoverSite survivor = TakeoverSite.start(redis.connectionFactory(), TIMEOUT);
		SpringSessionWriter writer = SpringSessionWriter.servlet(redis.connectionFactory(), true, "spring:session",
				null);
		ExecutorService threads = Executors.newCachedThreadPool();
		Set<String> states = new HashSet<>();
		try {
			for (int commands = 0; commands <= MOST_COMMANDS; commands++) {
				redis.flush();
				String id = writer.login("alice", LegacySamples::fill);
				int clients = clients(redis);
				try (CountingProxy proxy = CountingProxy.to(redis)) {
					TakeoverSite victim = TakeoverSite.start(proxy.connectionFactory(), Duration.ofSeconds(2));
					victim.repository().findById("AAAAAAAAAAAAAAAAAAAAAA");
					proxy.dieAfter(commands);
					CompletableFuture<?> answer = CompletableFuture.supplyAsync(() -> victim.come(id), threads);
					await().pollInterval(Duration.ofMillis(2)).until(() -> answer.isDone() || proxy.isDead());
				}
				await().pollInterval(Duration.ofMillis(2)).until(() -> clients(redis) <= clients);
				states.add(redis.keys().stream().map((key) -> key.replaceAll("[:-].{22,}", "")).toList().toString());
				check(redis, survivor, id, commands);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(states).as("the process died at different points").hasSizeGreaterThan(3);
	}

	private static void check(RedisServer redis, TakeoverSite survivor, String id, int commands) {
		StoredSession session = survivor.come(id);
		assertThat(session).as("after %d commands", commands).isNotNull();
		assertThat(session.<String>getAttribute("value")).isEqualTo("kept");
		assertThat(session.getPrincipal()).isEqualTo("alice");
		assertThat(redis.sessions()).as("after %d commands", commands).containsExactly("session:" + session.getId());
		assertThat(redis.cli("ZSCORE", "session:user:alice", session.getId())).isNotNull();
		assertThat(redis.keys()).noneMatch((key) -> key.contains(id) || key.startsWith("spring:session:index"));
		assertThat(redis.keys()).filteredOn((key) -> key.startsWith("session:"))
			.noneMatch((key) -> Long.valueOf(-1).equals(redis.cli("PTTL", key)));
	}

	private static int clients(RedisServer redis) {
		return String.valueOf(redis.cli("CLIENT", "LIST")).split("\n").length;
	}

}
