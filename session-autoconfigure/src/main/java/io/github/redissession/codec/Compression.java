package io.github.redissession.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Deflates large values, and inflates them up to a limit that stops forged ones.
 */
final class Compression {

	static final int MARK = 5;

	private Compression() {
	}

	/**
	 * Compresses a value with its envelope, unless the result would not be smaller.
	 */
	static byte[] deflate(byte[] value) {
		Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
		try {
			deflater.setInput(value);
			deflater.finish();
			byte[] deflated = new byte[value.length];
			deflated[0] = MARK;
			int length = deflater.deflate(deflated, 1, deflated.length - 1);
			return deflater.finished() ? Arrays.copyOf(deflated, length + 1) : value;
		}
		finally {
			deflater.end();
		}
	}

	/**
	 * Returns a value that is not compressed as it is, and any other one inflated.
	 */
	static byte[] expand(byte[] bytes) {
		if (bytes.length > EnvelopeCodec.MAX_BYTES) {
			throw UnfitTypeException.format("it is too large");
		}
		return (bytes.length > 0 && bytes[0] == MARK) ? inflate(bytes) : bytes;
	}

	private static byte[] inflate(byte[] bytes) {
		Inflater inflater = new Inflater(true);
		try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1),
				inflater)) {
			byte[] value = in.readNBytes(EnvelopeCodec.MAX_BYTES + 1);
			if (value.length > EnvelopeCodec.MAX_BYTES || value.length == 0 || inflater.getRemaining() > 0) {
				throw UnfitTypeException.format("it is damaged or too large");
			}
			return value;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			inflater.end();
		}
	}

}
