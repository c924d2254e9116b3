package io.github.redissession.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * A small {@code redis-cli}: sends any command, and parses its reply as RESP 2 does into
 * strings, longs, lists and null. An error is thrown as a {@link RedisException}. It does
 * not reconnect.
 */
final class RedisCli implements AutoCloseable {

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	RedisCli(RedisAddress address) {
		this.client = RedisClient.create(RedisAddress.RESOURCES, address.uri());
		this.client
			.setOptions(ClientOptions.builder().autoReconnect(false).protocolVersion(ProtocolVersion.RESP2).build());
		try {
			this.connection = this.client.connect(StringCodec.UTF8);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	@Nullable Object send(String... command) {
		CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
		for (int i = 1; i < command.length; i++) {
			args.add(command[i]);
		}
		AsyncCommand<String, String, Object> sent = new AsyncCommand<>(
				new Command<>(new Keyword(command[0]), new ReplyOutput(), args));
		this.connection.dispatch(sent);
		try {
			return sent.get(RedisAddress.COMMAND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException | CompletionException ex) {
			throw (ex.getCause() instanceof RedisException failure) ? failure : new RedisException(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new RedisException("No reply to " + command[0], ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisException(ex);
		}
	}

	/**
	 * Returns every key of the database, read by SCAN.
	 * @return the keys, sorted
	 */
	List<String> keys() {
		List<String> keys = new ArrayList<>();
		String cursor = "0";
		do {
			List<?> page = (List<?>) send("SCAN", cursor, "COUNT", "1000");
			cursor = (String) page.get(0);
			((List<?>) page.get(1)).forEach((key) -> keys.add((String) key));
		}
		while (!cursor.equals("0"));
		return keys.stream().distinct().sorted().toList();
	}

	boolean isOpen() {
		return this.connection.isOpen();
	}

	/**
	 * Does not wait until the client is closed, which may take for ever (lettuce#2278).
	 */
	@Override
	public void close() {
		this.client.shutdownAsync(0, 0, TimeUnit.SECONDS);
	}

	private record Keyword(String word) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.word.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public String toString() {
			return this.word;
		}

	}

}
