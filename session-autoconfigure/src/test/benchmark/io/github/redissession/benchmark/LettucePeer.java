package io.github.redissession.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The floor: the fields of one of our sessions moved by Lettuce alone, with no more
 * commands than it takes, in one batch for each step. It decodes nothing, protects
 * nothing, and no session ends by a clock of its own.
 */
final class LettucePeer implements Peer {

	private static final RedisCodec<byte[], byte[]> BYTES = ByteArrayCodec.INSTANCE;

	private static final RedisCodec<String, byte[]> NAMES_AND_BYTES = RedisCodec.of(StringCodec.UTF8, BYTES);

	private static final long TTL = 1_860_000;

	private final ConfigurableApplicationContext context;

	private final StatefulConnection<byte[], byte[]> connection;

	private final Map<byte[], byte[]> fields = new HashMap<>();

	private final Map<byte[], byte[]> anonymous = new HashMap<>();

	/**
	 * Creates a peer.
	 * @param context is closed with it
	 * @param fields what every session holds
	 */
	@SuppressWarnings("unchecked")
	LettucePeer(ConfigurableApplicationContext context, Map<byte[], byte[]> fields) {
		this.context = context;
		this.connection = ((AbstractRedisAsyncCommands<byte[], byte[]>) context.getBean(RedisConnectionFactory.class)
			.getConnection()
			.getNativeConnection()).getConnection();
		this.fields.putAll(fields);
		this.anonymous.putAll(fields);
		this.anonymous.keySet()
			.removeIf((name) -> new String(name, StandardCharsets.UTF_8)
				.matches("principal|device\\..*|attr:" + SampleSession.CONTEXT));
	}

	@Override
	public String create(String user) {
		String id = UUID.randomUUID().toString();
		Batch batch = new Batch();
		write(batch, id, user.isEmpty() ? this.anonymous : this.fields);
		if (!user.isEmpty()) {
			batch.add(CommandType.ZADD, new IntegerOutput<>(BYTES), key("user:" + user).add(1).add(bytes(id)));
		}
		batch.run();
		return id;
	}

	private void write(Batch batch, String id, Map<byte[], byte[]> fields) {
		CommandArgs<byte[], byte[]> set = key(id);
		fields.forEach((name, value) -> set.add(name).add(value));
		batch.add(CommandType.HSET, new IntegerOutput<>(BYTES), set);
		batch.add(CommandType.PEXPIRE, new IntegerOutput<>(BYTES), key(id).add(TTL));
	}

	@Override
	public void read(String id) {
		Batch batch = new Batch();
		AsyncCommand<?, ?, Map<String, byte[]>> hash = read(batch, id);
		batch.run();
		if (result(hash).isEmpty()) {
			throw new IllegalStateException("There is no session " + id);
		}
	}

	private AsyncCommand<?, ?, Map<String, byte[]>> read(Batch batch, String id) {
		AsyncCommand<?, ?, Map<String, byte[]>> hash = batch.add(CommandType.HGETALL, new MapOutput<>(NAMES_AND_BYTES),
				key(id));
		batch.add(CommandType.PTTL, new IntegerOutput<>(BYTES), key(id));
		return hash;
	}

	@Override
	public void change(String id, int number) {
		read(id);
		Batch batch = new Batch();
		write(batch, id, Map.of(bytes("attr:" + SampleSession.CHANGED), bytes(SampleSession.page(number))));
		batch.run();
	}

	@Override
	public String login(String id, String user) {
		read(id);
		Batch batch = new Batch();
		batch.add(CommandType.UNLINK, new IntegerOutput<>(BYTES), key(id));
		batch.run();
		return create(user);
	}

	@Override
	public void logout(String id) {
		read(id);
		Batch batch = new Batch();
		batch.add(CommandType.UNLINK, new IntegerOutput<>(BYTES), key(id));
		batch.run();
	}

	@Override
	public int list(String user) {
		Batch batch = new Batch();
		AsyncCommand<?, ?, List<byte[]>> ids = batch.add(CommandType.ZRANGE, new ValueListOutput<>(BYTES),
				key("user:" + user).add(0).add(-1));
		batch.run();
		Batch all = new Batch();
		List<AsyncCommand<?, ?, Map<String, byte[]>>> hashes = new ArrayList<>();
		result(ids).forEach((id) -> hashes.add(read(all, new String(id, StandardCharsets.UTF_8))));
		all.run();
		return (int) hashes.stream().filter((hash) -> !result(hash).isEmpty()).count();
	}

	@Override
	public void close() {
		this.context.close();
	}

	private static CommandArgs<byte[], byte[]> key(String id) {
		return new CommandArgs<>(BYTES).addKey(bytes("session:" + id));
	}

	private static byte[] bytes(String string) {
		return string.getBytes(StandardCharsets.UTF_8);
	}

	private static <T> T result(AsyncCommand<?, ?, T> command) {
		try {
			return command.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Commands that are written with one flush. */
	private final class Batch {

		private final List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>();

		@SuppressWarnings("unchecked")
		<K, T> AsyncCommand<K, byte[], T> add(CommandType type, CommandOutput<K, byte[], T> output,
				CommandArgs<?, ?> args) {
			AsyncCommand<K, byte[], T> command = new AsyncCommand<>(
					new Command<>(type, output, (CommandArgs<K, byte[]>) args));
			this.commands.add((RedisCommand<byte[], byte[], ?>) (RedisCommand<?, ?, ?>) command);
			return command;
		}

		void run() {
			LettucePeer.this.connection.dispatch(this.commands);
			this.commands.forEach((command) -> result((AsyncCommand<?, ?, ?>) command));
		}

	}

}
