package io.github.redissession.redis.tracking.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Two nodes with near caches walk at random, while servers, connections and nodes fail. A
 * short walk is part of the build; {@code .ci/walk} takes long ones.
 */
class NearCacheWalkIT {

	private static final Duration MAX_STALENESS = Duration.ofMillis(Integer.getInteger("walk.staleness", 500));

	private static final int STEPS = Integer.getInteger("walk.steps", 100);

	private static final int STEPS_PER_TROUBLE = Integer.getInteger("walk.every", 25);

	private static final long SEED = Long.getLong("walk.seed", System.nanoTime());

	private static final int KEYS = Integer.getInteger("walk.keys", 0);

	@TempDir
	Path folder;

	@Test
	void noRequestIsAnsweredFromAnOldStateBehindAFixedAddress() throws IOException {
		walk(FixedAddress::new);
	}

	@Test
	void noRequestIsAnsweredFromAnOldStateOfACluster() throws IOException {
		walk(() -> new ClusterDeployment(KEYS));
	}

	@Test
	void noRequestIsAnsweredFromAnOldStateWithSentinels() throws IOException {
		assumeThat(System.getProperty("walk.steps"))
			.as("failovers by sentinels take too long for the build; see .ci/walk")
			.isNotNull();
		walk(SentinelDeployment::new);
	}

	private void walk(Supplier<Deployment> start) throws IOException {
		try (Deployment deployment = start.get()) {
			deployment.awaitWhole();
			System.out.printf("walk.seed=%d, %s%n", SEED, deployment.name());
			List<String> properties = new ArrayList<>(List.of(deployment.springProperties()));
			properties.addAll(List.of("redis-session.near-cache.enabled=true",
					"redis-session.near-cache.max-staleness=" + MAX_STALENESS.toMillis() + "ms",
					"redis-session.resilience.timeout=400ms", "redis-session.resilience.circuit.probe-interval=100ms",
					"redis-session.events.enabled=false", "redis-session.checks.on-startup=false",
					"spring.data.redis.connect-timeout=300ms"));
			try (NodeProcess one = new NodeProcess(this.folder.resolve("one.log"), properties);
					NodeProcess other = new NodeProcess(this.folder.resolve("other.log"), properties)) {
				walk(deployment, List.of(one.started(), other.started()));
			}
			finally {
				keepLogs();
			}
		}
	}

	private void walk(Deployment deployment, List<NodeProcess> nodes) {
		Walk walk = new Walk(SEED, deployment, nodes, MAX_STALENESS, Troubles.of(deployment, nodes, MAX_STALENESS));
		Report report = walk.run(STEPS, STEPS_PER_TROUBLE);
		System.out.printf("%d steps: %s; hits, misses and flushes %s%n", STEPS, report,
				Stream.of(nodes.get(0), nodes.get(1)).map((node) -> node.send("status", "now").join().text()).toList());
		assertThat(report.reads()).isGreaterThan(STEPS / 10);
	}

	/** For a look at what the nodes have logged. */
	private void keepLogs() throws IOException {
		String kept = System.getProperty("walk.logs");
		if (kept != null) {
			Files.createDirectories(Path.of(kept));
			for (String name : new String[] { "one.log", "other.log" }) {
				Files.copy(this.folder.resolve(name), Path.of(kept, name), StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

}
