package io.github.redissession.testing;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import org.jspecify.annotations.Nullable;

/**
 * Any RESP 2 reply: a string, a long, {@code null}, or a list of them. An error inside a
 * list becomes a string.
 */
final class ReplyOutput extends CommandOutput<String, String, Object> {

	private final Deque<Level> open = new ArrayDeque<>();

	private @Nullable Object reply;

	ReplyOutput() {
		super(StringCodec.UTF8, null);
	}

	@Override
	public @Nullable Object get() {
		return this.reply;
	}

	@Override
	public void set(@Nullable ByteBuffer bytes) {
		add((bytes != null) ? decodeString(bytes) : null);
	}

	@Override
	public void set(long number) {
		add(number);
	}

	@Override
	public void setError(ByteBuffer error) {
		if (this.open.isEmpty()) {
			super.setError(error);
		}
		else {
			add(decodeString(error));
		}
	}

	@Override
	public void multi(int count) {
		if (count < 0) {
			add(null);
			return;
		}
		List<@Nullable Object> list = new ArrayList<>(count);
		add(list, count == 0);
		if (count > 0) {
			this.open.push(new Level(list, count));
		}
	}

	private void add(@Nullable Object value) {
		add(value, true);
	}

	private void add(@Nullable Object value, boolean whole) {
		if (this.open.isEmpty()) {
			this.reply = value;
			return;
		}
		this.open.element().list.add(value);
		if (whole) {
			closeFullLevels();
		}
	}

	/** A list, and so its level, is complete when its last element is complete. */
	private void closeFullLevels() {
		while (!this.open.isEmpty() && this.open.element().list.size() == this.open.element().size) {
			this.open.pop();
		}
	}

	private record Level(List<@Nullable Object> list, int size) {
	}

}
