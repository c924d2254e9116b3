package io.github.redissession.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisStateMachine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A connection over a local socket that is used on the caller's thread alone. Lettuce
 * encodes the commands and decodes the replies; its event loop has no part in it, so
 * whatever the replies set off has happened when {@link #flush} returns.
 */
public final class RedisWire implements AutoCloseable {

	private final SocketChannel channel;

	private final RedisStateMachine decoder = new RedisStateMachine();

	private final ByteBuf out = Unpooled.buffer(1 << 16);

	private final Deque<Written> written = new ArrayDeque<>();

	private final ByteBuf in = Unpooled.directBuffer(1 << 18);

	/**
	 * Opens a connection that speaks RESP 3, as Lettuce does.
	 * @param socket the server's local socket
	 * @param password the password
	 */
	public RedisWire(Path socket, String password) {
		try {
			this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		send("HELLO", bytes("3"), bytes("AUTH"), bytes("default"), bytes(password));
	}

	/**
	 * Writes a command, which {@link #flush} sends.
	 * @param then called after its reply has been handled
	 */
	void write(RedisCommand<?, ?, ?> command, Runnable then) {
		command.encode(this.out);
		this.written.add(new Written(command, then));
	}

	/**
	 * Sends what has been written, and handles the replies one by one.
	 */
	public void flush() {
		try {
			while (this.out.isReadable()) {
				this.out.readBytes(this.channel, this.out.readableBytes());
			}
			this.out.clear();
			this.in.clear();
			while (!this.written.isEmpty()) {
				Written next = this.written.remove();
				while (!this.decoder.decode(this.in, next.command().getOutput())) {
					if (this.in.writeBytes(this.channel, 1 << 16) < 0) {
						throw new EOFException("The server has closed the connection");
					}
				}
				next.command().complete();
				next.then().run();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a command for the test itself.
	 * @return the reply: byte arrays, longs and lists
	 * @throws RedisException if it is an error
	 */
	public List<Object> send(String name, byte[]... arguments) {
		List<Object> reply = new ArrayList<>();
		write(name, reply::addAll, arguments);
		flush();
		return reply;
	}

	/**
	 * Writes a command for the test itself, which {@link #flush} sends.
	 * @param consumer gets the reply: byte arrays, longs and lists
	 */
	public void write(String name, Consumer<List<Object>> consumer, byte[]... arguments) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
		for (byte[] argument : arguments) {
			args.add(argument);
		}
		Command<byte[], byte[], List<Object>> command = new Command<>(new Keyword(name),
				new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args);
		write(command, () -> {
			if (command.getOutput().hasError()) {
				throw new RedisException(command.getOutput().getError());
			}
			consumer.accept(command.getOutput().get());
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A command that waits for its reply.
	 *
	 * @param command the command
	 * @param then called after its reply has been handled
	 */
	private record Written(RedisCommand<?, ?, ?> command, Runnable then) {

	}

	/**
	 * The name of any command.
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
