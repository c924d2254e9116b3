package io.github.redissession.testing;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Passes whole commands of one connection, and stops between two of them. It parses just
 * enough of RESP for that: a command is an array of bulk strings.
 */
final class CommandGate {

	private final BooleanSupplier mayBegin;

	private final StringBuilder line = new StringBuilder();

	private int argumentsLeft;

	private int bytesLeft;

	private boolean within;

	/**
	 * Creates a gate.
	 * @param mayBegin called at the first byte of every command
	 */
	CommandGate(BooleanSupplier mayBegin) {
		this.mayBegin = mayBegin;
	}

	/**
	 * Examines bytes that arrive.
	 * @return as much of it as may pass
	 */
	byte[] pass(byte[] bytes) {
		for (int i = 0; i < bytes.length; i++) {
			if (!this.within && !this.mayBegin.getAsBoolean()) {
				return Arrays.copyOf(bytes, i);
			}
			this.within = true;
			read((char) (bytes[i] & 0xFF));
		}
		return bytes;
	}

	private void read(char next) {
		if (this.bytesLeft > 0) {
			this.bytesLeft--;
		}
		else if (next != '\n') {
			this.line.append(next);
			return;
		}
		else {
			readLine(this.line.toString().trim());
			this.line.setLength(0);
		}
		this.within = this.argumentsLeft > 0 || this.bytesLeft > 0;
	}

	private void readLine(String header) {
		int number = Integer.parseInt(header.substring(1));
		if (header.startsWith("*")) {
			this.argumentsLeft = number;
		}
		else {
			this.argumentsLeft--;
			this.bytesLeft = number + 2;
		}
	}

}
