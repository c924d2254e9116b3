package io.github.redissession.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.resource.ClientResources;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis Cluster of three masters, with or without a replica each, made of
 * {@link RedisServer}s on this machine. In a {@code @RegisterExtension static} field it
 * is complete and empty at the start of each test and stops after the class; it also
 * works without JUnit.
 */
public final class RedisCluster implements BeforeAllCallback, BeforeEachCallback, AutoCloseable {

	private static final int MASTERS = 3;

	private static final int SLOTS = 16384;

	private static final int FILL = 2000;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final List<RedisServer> nodes = new ArrayList<>();

	private final ConnectionFactories factories = new ConnectionFactories();

	private final String password = UUID.randomUUID().toString();

	/**
	 * Not shared, because Lettuce continues to look for nodes after a client was closed
	 * while it did so.
	 */
	private final ClientResources resources = ClientResources.create();

	private @Nullable LettuceConnectionFactory sharedFactory;

	private RedisCluster(int size, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
				"--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"));
		all.addAll(List.of(arguments));
		for (int i = 0; i < size; i++) {
			RedisServer node = RedisServer.prepare(FreePort.find(), this.password, all.toArray(String[]::new));
			this.nodes.add(node);
			node.begin();
		}
	}

	/**
	 * Starts three masters.
	 * @param arguments further arguments for every node
	 * @return a cluster that serves every slot
	 */
	public static RedisCluster start(String... arguments) {
		return start(MASTERS, arguments);
	}

	/**
	 * Starts three masters and a replica of each.
	 * @param arguments further arguments for every node
	 * @return a cluster that serves every slot, every replica in step with its master
	 */
	public static RedisCluster startWithReplicas(String... arguments) {
		return start(2 * MASTERS, arguments);
	}

	private static RedisCluster start(int size, String... arguments) {
		for (int attempts = 3;; attempts--) {
			RedisCluster cluster = new RedisCluster(size, arguments);
			try {
				cluster.nodes.forEach(RedisServer::awaitReady);
				cluster.form();
				return cluster;
			}
			catch (RuntimeException ex) {
				cluster.close();
				if (attempts == 1 || !RedisServer.isPortTaken(ex) && !isMetByStranger(ex)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Whether a node knows another one before it has met any: another cluster on this
	 * machine takes it for a former node of its own that had the same port.
	 */
	private static boolean isMetByStranger(RuntimeException failure) {
		return String.valueOf(failure.getMessage()).contains("only when the node does not know any other node");
	}

	private void form() {
		for (int i = 0; i < this.nodes.size(); i++) {
			RedisServer node = this.nodes.get(i);
			node.cli("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
			if (i < MASTERS) {
				node.cli(addSlots(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS));
			}
			for (RedisServer earlier : this.nodes.subList(0, i)) {
				node.cli("CLUSTER", "MEET", earlier.host(), String.valueOf(earlier.port()));
			}
		}
		await("the nodes to know each other",
				() -> this.nodes.stream().allMatch((node) -> ClusterView.of(node).knowsWell(this.nodes.size())));
		for (int i = MASTERS; i < this.nodes.size(); i++) {
			this.nodes.get(i).cli("CLUSTER", "REPLICATE", id(this.nodes.get(i - MASTERS)));
		}
		awaitWhole();
	}

	/** Slot by slot, because servers before Redis 7 have no ADDSLOTSRANGE. */
	private static String[] addSlots(int from, int to) {
		return Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(from, to).mapToObj(Integer::toString))
			.toArray(String[]::new);
	}

	/**
	 * Waits until every node is up and all of them agree about the cluster.
	 */
	public void awaitWhole() {
		await("the cluster to be whole", () -> this.nodes.stream().allMatch(this::isWholeFor));
	}

	private boolean isWholeFor(RedisServer node) {
		try {
			ClusterView view = ClusterView.of(node);
			return view.isOk() && view.knowsWell(this.nodes.size()) && view.masters().size() == MASTERS
					&& isInStep(node);
		}
		catch (RedisLoadingException ex) {
			return false;
		}
	}

	private static boolean isInStep(RedisServer node) {
		String replication = String.valueOf(node.cli("INFO", "replication"));
		return replication.contains("role:master") || replication.contains("master_link_status:up");
	}

	private static String id(RedisServer node) {
		return String.valueOf(node.cli("CLUSTER", "MYID"));
	}

	private static void await(String what, Callable<Boolean> condition) {
		Awaitility.await(what)
			.atMost(TIMEOUT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(condition);
	}

	/**
	 * Returns every node, dead or alive; the first three were the original masters.
	 * @return the nodes
	 */
	public List<RedisServer> nodes() {
		return List.copyOf(this.nodes);
	}

	/**
	 * Returns the nodes that serve slots now.
	 * @return the masters
	 */
	public List<RedisServer> masters() {
		return ClusterView.of(anyAlive()).masters().stream().map(this::node).toList();
	}

	/**
	 * Returns the node that serves a key now.
	 * @param key any key
	 * @return its master
	 */
	public RedisServer masterOf(String key) {
		Object slot = anyAlive().cli("CLUSTER", "KEYSLOT", key);
		return node(ClusterView.of(anyAlive()).masterOf(Integer.parseInt(String.valueOf(slot))));
	}

	private RedisServer anyAlive() {
		return alive().findFirst().orElseThrow(() -> new IllegalStateException("No node is alive"));
	}

	private Stream<RedisServer> alive() {
		return this.nodes.stream().filter(RedisServer::isAlive);
	}

	private RedisServer node(int port) {
		return this.nodes.stream().filter((node) -> node.port() == port).findFirst().orElseThrow();
	}

	/**
	 * Waits until the nodes that are alive agree that another one serves the slots of the
	 * dead node.
	 * @param dead a killed master that had a replica
	 */
	public void awaitFailover(RedisServer dead) {
		await("the failover of " + dead.port(), () -> alive().map(ClusterView::of)
			.allMatch((view) -> view.isOk() && !view.masters().contains(dead.port())));
	}

	/**
	 * Moves the slot of a key to another master, with all its keys, as resharding does.
	 * @param key any key
	 * @return the master that serves it now
	 */
	public RedisServer moveSlotOf(String key) {
		RedisServer from = masterOf(key);
		RedisServer to = masters().stream().filter((master) -> master != from).findFirst().orElseThrow();
		String slot = String.valueOf(from.cli("CLUSTER", "KEYSLOT", key));
		to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
		from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
		for (List<?> keys = keysIn(from, slot); !keys.isEmpty(); keys = keysIn(from, slot)) {
			List<String> migrate = new ArrayList<>(List.of("MIGRATE", to.host(), String.valueOf(to.port()), "", "0",
					"5000", "AUTH", this.password, "KEYS"));
			keys.forEach((one) -> migrate.add(String.valueOf(one)));
			from.cli(migrate.toArray(String[]::new));
		}
		to.cli("CLUSTER", "SETSLOT", slot, "NODE", id(to));
		from.cli("CLUSTER", "SETSLOT", slot, "NODE", id(to));
		return to;
	}

	/**
	 * Stores keys without meaning in all slots.
	 * @param keys how many
	 */
	public void fill(int keys) {
		for (int first = 0; first < keys; first += FILL) {
			int from = first;
			Awaitility.await("the keys").atMost(TIMEOUT).ignoreExceptions().until(() -> {
				storeKeys(from, Math.min(keys, from + FILL));
				return true;
			});
		}
	}

	@SuppressWarnings("unchecked")
	private void storeKeys(int from, int to) {
		try (RedisConnection connection = connectionFactory().getConnection()) {
			RedisClusterAsyncCommands<byte[], byte[]> commands = (RedisClusterAsyncCommands<byte[], byte[]>) connection
				.getNativeConnection();
			LettuceFutures.awaitAll(TIMEOUT,
					IntStream.range(from, to)
						.mapToObj((i) -> ("filler:" + i).getBytes(StandardCharsets.US_ASCII))
						.map((key) -> commands.set(key, key))
						.toArray(RedisFuture[]::new));
		}
	}

	/**
	 * Whether the servers can move slots as a whole.
	 * @return whether they know a command for it, as from Redis 8.4 and Valkey 9.0
	 */
	public boolean movesSlotsAtOnce() {
		return knows("CLUSTER|MIGRATION") || knows("CLUSTER|MIGRATESLOTS");
	}

	private boolean knows(String command) {
		return this.nodes.get(0).knows(command);
	}

	/**
	 * Moves slots as a whole from the master that serves the first of them to another
	 * one, and waits until all nodes know. Slots that a third one serves stay.
	 * @param first the first slot
	 * @param last the last slot at most
	 * @return the master that serves them now
	 */
	public RedisServer moveSlotsAtOnce(int first, int last) {
		ClusterView view = ClusterView.of(anyAlive());
		RedisServer from = node(view.masterOf(first));
		RedisServer to = masters().stream().filter((master) -> master != from).findFirst().orElseThrow();
		int end = IntStream.rangeClosed(first, last)
			.takeWhile((slot) -> view.masterOf(slot) == from.port())
			.max()
			.orElseThrow();
		String[] range = { String.valueOf(first), String.valueOf(end) };
		if (knows("CLUSTER|MIGRATION")) {
			to.cli("CLUSTER", "MIGRATION", "IMPORT", range[0], range[1]);
		}
		else {
			from.cli("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", range[0], range[1], "NODE", id(to));
		}
		await("the slots to move", () -> alive().map(ClusterView::of)
			.allMatch((now) -> now.masterOf(first) == to.port() && now.masterOf(end) == to.port()));
		return to;
	}

	private static List<?> keysIn(RedisServer node, String slot) {
		return (List<?>) Objects.requireNonNull(node.cli("CLUSTER", "GETKEYSINSLOT", slot, "100"));
	}

	/**
	 * Returns every key of every master.
	 * @return the keys, sorted
	 */
	public List<String> keys() {
		return masters().stream().flatMap((master) -> master.keys().stream()).sorted().toList();
	}

	/**
	 * Deletes every key.
	 */
	public void flush() {
		masters().forEach(RedisServer::flush);
	}

	/**
	 * Returns the properties with which an application uses this cluster and follows a
	 * failover.
	 * @return {@code name=value} pairs
	 */
	public String[] springProperties() {
		return new String[] {
				"spring.data.redis.cluster.nodes="
						+ this.nodes.stream().map(RedisCluster::endpoint).collect(Collectors.joining(",")),
				"spring.data.redis.password=" + this.password,
				"spring.data.redis.lettuce.cluster.refresh.adaptive=true",
				"spring.data.redis.lettuce.cluster.refresh.period=500ms" };
	}

	private static String endpoint(RedisServer node) {
		return node.host() + ":" + node.port();
	}

	/**
	 * Returns the started connection factory that all callers share. The cluster closes
	 * it.
	 * @return the factory
	 */
	public synchronized LettuceConnectionFactory connectionFactory() {
		if (this.sharedFactory == null) {
			this.sharedFactory = newConnectionFactory();
		}
		return this.sharedFactory;
	}

	/**
	 * Starts a connection factory for this caller only. The cluster closes it at the
	 * latest. It follows a failover within half a second, failing until then: it drops
	 * nodes that have failed, so that Lettuce keeps no commands for them until they time
	 * out.
	 * @return the factory
	 */
	public LettuceConnectionFactory newConnectionFactory() {
		return newConnectionFactory(this.resources);
	}

	/**
	 * The same with threads of its own.
	 * @param resources the threads
	 * @return the factory
	 */
	public synchronized LettuceConnectionFactory newConnectionFactory(ClientResources resources) {
		RedisClusterConfiguration cluster = new RedisClusterConfiguration();
		this.nodes.forEach((node) -> cluster.addClusterNode(new RedisNode(node.host(), node.port())));
		cluster.setPassword(this.password);
		LettuceClientConfiguration client = RedisAddress.clientConfiguration()
			.clientResources(resources)
			.clientOptions(ClusterClientOptions.builder()
				.topologyRefreshOptions(
						ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(Duration.ofMillis(500)).build())
				.nodeFilter((node) -> !node.is(NodeFlag.FAIL) && !node.is(NodeFlag.EVENTUAL_FAIL))
				.build())
			.build();
		return this.factories.add(RedisAddress.started(new LettuceConnectionFactory(cluster, client)));
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getStore(Namespace.create(RedisCluster.class)).computeIfAbsent(this, (cluster) -> cluster);
	}

	/**
	 * Makes the cluster as new for a test, except for who is a master: running, whole and
	 * empty.
	 */
	@Override
	public void beforeEach(ExtensionContext context) {
		heal();
		flush();
	}

	/**
	 * Starts dead nodes again and resumes paused ones, and waits until the cluster is
	 * whole.
	 */
	public void heal() {
		this.nodes.forEach(RedisServer::revive);
		awaitWhole();
	}

	@Override
	public synchronized void close() {
		this.factories.close();
		this.resources.shutdown(0, 1, TimeUnit.SECONDS);
		this.nodes.forEach(RedisServer::close);
	}

}
