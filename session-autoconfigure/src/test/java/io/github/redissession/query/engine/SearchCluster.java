package io.github.redissession.query.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.testing.RedisAddress;

import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A Redis Cluster whose masters have Redis Search: that of the environment variable, or
 * system property, {@code REDIS_SEARCH_CLUSTER_URL}, which names any of its nodes. All of
 * its keys are deleted.
 */
final class SearchCluster implements AutoCloseable {

	private static final String NAME = "REDIS_SEARCH_CLUSTER_URL";

	private final RedisClient client = RedisClient.create();

	private final List<Node> masters = new ArrayList<>();

	private final LettuceConnectionFactory factory;

	private SearchCluster(String url) {
		RedisAddress address = RedisAddress.parse(url);
		Node first = new Node(this.client, address);
		for (RedisClusterNode node : ClusterPartitionParser.parse(first.commands.clusterNodes())) {
			if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
				RedisURI uri = node.getUri();
				this.masters.add(new Node(this.client,
						new RedisAddress(uri.getHost(), uri.getPort(), address.username(), address.password(), 0)));
			}
		}
		RedisClusterConfiguration cluster = new RedisClusterConfiguration();
		this.masters
			.forEach((node) -> cluster.addClusterNode(new RedisNode(node.address().host(), node.address().port())));
		cluster.setUsername(address.username());
		if (address.password() != null) {
			cluster.setPassword(address.password());
		}
		this.factory = new LettuceConnectionFactory(cluster);
		this.factory.afterPropertiesSet();
		this.factory.start();
	}

	/**
	 * Finds one with or without a coordinator, or skips the test and says why.
	 */
	static SearchCluster find(boolean coordinated) {
		String configured = System.getenv(NAME);
		String url = System.getProperty(NAME, (configured != null) ? configured : "");
		if (url.isEmpty()) {
			return abort("There is no cluster with Redis Search: set " + NAME);
		}
		SearchCluster cluster = new SearchCluster(url);
		if (cluster.isCoordinated() != coordinated) {
			cluster.close();
			return abort("The cluster of %s has %s coordinator".formatted(NAME, coordinated ? "no" : "a"));
		}
		return cluster;
	}

	private boolean isCoordinated() {
		try {
			this.masters.get(0).send("SEARCH.CLUSTERINFO");
			return true;
		}
		catch (RedisCommandExecutionException ex) {
			return false;
		}
	}

	LettuceConnectionFactory factory() {
		return this.factory;
	}

	List<Node> masters() {
		return this.masters;
	}

	/**
	 * Over the connection that all share, asks whatever node answers commands without a
	 * key who it is.
	 */
	CompletableFuture<String> whoAnswers() {
		try (RedisConnection connection = this.factory.getConnection()) {
			return asynchronous(connection)
				.dispatch(new Keyword("CLUSTER"), new ValueOutput<>(ByteArrayCodec.INSTANCE),
						new CommandArgs<>(ByteArrayCodec.INSTANCE).add("MYID"))
				.thenApply((id) -> new String(id, StandardCharsets.US_ASCII))
				.toCompletableFuture();
		}
	}

	@SuppressWarnings("unchecked")
	private static RedisClusterAsyncCommands<byte[], byte[]> asynchronous(RedisConnection connection) {
		return (RedisClusterAsyncCommands<byte[], byte[]>) connection.getNativeConnection();
	}

	/**
	 * Deletes all keys, and with them all indexes.
	 */
	void empty() {
		this.masters.forEach((node) -> node.send("FLUSHALL"));
	}

	@Override
	public void close() {
		this.factory.destroy();
		this.client.shutdown();
	}

	/**
	 * One of the masters.
	 */
	static final class Node {

		private final RedisAddress address;

		private final RedisCommands<String, String> commands;

		private final String process;

		Node(RedisClient client, RedisAddress address) {
			this.address = address;
			this.commands = client.connect(address.uri()).sync();
			this.process = this.commands.info("server")
				.lines()
				.filter((line) -> line.startsWith("process_id:"))
				.map((line) -> line.substring(line.indexOf(':') + 1).trim())
				.findFirst()
				.orElseThrow();
		}

		RedisAddress address() {
			return this.address;
		}

		String send(String name, String... arguments) {
			CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
			Arrays.asList(arguments).forEach(args::add);
			return this.commands.dispatch(new Keyword(name), new NestedMultiOutput<>(StringCodec.UTF8), args)
				.toString();
		}

		/** The ids of the sessions that are kept here. */
		List<String> sessions() {
			return this.commands.keys("session:*")
				.stream()
				.filter((key) -> "hash".equals(this.commands.type(key)))
				.map((key) -> key.substring("session:".length()))
				.toList();
		}

		/** Whether this node knows that another one does not answer. */
		boolean misses(Node other) {
			return this.commands.clusterNodes()
				.lines()
				.anyMatch((line) -> line.contains(":" + other.address.port() + "@") && line.contains("fail"));
		}

		/**
		 * Lets the process do nothing until {@link #resume()}.
		 */
		void pause() throws IOException, InterruptedException {
			signal("-STOP");
		}

		void resume() throws IOException, InterruptedException {
			signal("-CONT");
		}

		private void signal(String signal) throws IOException, InterruptedException {
			new ProcessBuilder("kill", signal, this.process).start().waitFor(5, TimeUnit.SECONDS);
		}

	}

	/**
	 * The name of a command that Lettuce has no type for.
	 */
	private record Keyword(String word) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.word.getBytes(StandardCharsets.US_ASCII);
		}

		@Override
		public String toString() {
			return this.word;
		}

	}

}
