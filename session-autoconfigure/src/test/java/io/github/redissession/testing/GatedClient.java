package io.github.redissession.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;

/**
 * A client whose commands wait at a gate, in the order in which they were sent, until the
 * test lets the next one pass. What {@link CommandGate} does to the bytes of a
 * connection, this does before they are written, so the test knows without waiting which
 * commands there are.
 */
public final class GatedClient implements RedisChannelWriter {

	private final RedisWire wire;

	private final Deque<RedisCommand<?, ?, ?>> waiting = new ArrayDeque<>();

	private int unanswered;

	/**
	 * Creates a client without any commands.
	 * @param wire the connection to the server, which several clients may share
	 */
	public GatedClient(RedisWire wire) {
		this.wire = wire;
	}

	/**
	 * Returns a factory whose connections write to this gate.
	 */
	public RedisConnectionFactory connectionFactory() {
		StatefulRedisConnectionImpl<byte[], byte[]> connection = new StatefulRedisConnectionImpl<>(this, null,
				ByteArrayCodec.INSTANCE, Duration.ofMinutes(1));
		return new GatedConnectionFactory(() -> new LettuceConnection(connection, 60_000, null, 0));
	}

	/**
	 * Whether a command waits.
	 */
	public boolean isWaiting() {
		return !this.waiting.isEmpty();
	}

	/**
	 * Returns the key of the command that waits first.
	 */
	public String key() {
		return key(this.waiting.element());
	}

	private static String key(RedisCommand<?, ?, ?> command) {
		ByteBuffer key = command.getArgs().getFirstEncodedKey();
		return StandardCharsets.ISO_8859_1.decode(key).toString();
	}

	/**
	 * Describes the command that waits first.
	 */
	public Supplier<String> description() {
		RedisCommand<?, ?, ?> command = this.waiting.element();
		return () -> command.getType() + " " + command.getArgs().toCommandString();
	}

	/**
	 * Lets the command that waits first pass. It is sent with the next
	 * {@link RedisWire#flush()}, after all that has passed before.
	 */
	public void pass() {
		this.unanswered++;
		this.wire.write(this.waiting.remove(), () -> this.unanswered--);
	}

	/**
	 * Whether commands have passed whose replies, and what follows from them, are not
	 * known yet.
	 */
	public boolean isUnanswered() {
		return this.unanswered > 0;
	}

	/**
	 * Lets commands pass until none waits, and waits for the replies.
	 */
	public void passAll() {
		while (isWaiting()) {
			while (isWaiting()) {
				pass();
			}
			this.wire.flush();
		}
	}

	@Override
	public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
		this.waiting.add(command);
		return command;
	}

	@Override
	public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
		this.waiting.addAll(commands);
		return List.copyOf(commands);
	}

	@Override
	public ClientResources getClientResources() {
		return RedisAddress.RESOURCES;
	}

	@Override
	public void setConnectionFacade(ConnectionFacade connection) {
	}

	@Override
	public void setAutoFlushCommands(boolean autoFlush) {
	}

	@Override
	public void flushCommands() {
	}

	@Override
	public void close() {
	}

	@Override
	public CompletableFuture<Void> closeAsync() {
		return CompletableFuture.completedFuture(null);
	}

}
