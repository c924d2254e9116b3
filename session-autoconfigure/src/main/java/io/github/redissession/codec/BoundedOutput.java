package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;

/**
 * Collects bytes up to a limit.
 */
final class BoundedOutput extends ByteArrayOutputStream {

	private final int max;

	BoundedOutput(int max) {
		this.max = max;
	}

	@Override
	public void write(int b) {
		check(1);
		super.write(b);
	}

	@Override
	public void write(byte[] b, int off, int len) {
		check(len);
		super.write(b, off, len);
	}

	private void check(int more) {
		if (size() > this.max - more) {
			throw UnfitTypeException.format("it takes more than 16 MiB, which could not be read back");
		}
	}

}
