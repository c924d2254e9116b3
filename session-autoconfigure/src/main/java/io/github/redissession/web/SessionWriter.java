package io.github.redissession.web;

import java.io.PrintWriter;
import java.nio.CharBuffer;

/**
 * The body of a response as text. Everything is written by the container's own writer,
 * which knows the encoding and how a line ends.
 */
final class SessionWriter extends PrintWriter {

	private final PrintWriter writer;

	private final SessionServletResponse response;

	SessionWriter(PrintWriter writer, SessionServletResponse response) {
		super(writer);
		this.writer = writer;
		this.response = response;
	}

	/**
	 * Returns how long a text is in UTF-8, which is not shorter than in the other
	 * encodings of the web.
	 */
	static long bytes(CharSequence text, int offset, int length) {
		long bytes = 0;
		for (int i = offset; i < offset + length; i++) {
			char one = text.charAt(i);
			bytes += (one < 0x80) ? 1 : (one < 0x800 || Character.isSurrogate(one)) ? 2 : 3;
		}
		return bytes;
	}

	@Override
	public void write(int one) {
		this.response.beforeWriting((one < 0x80) ? 1 : 3);
		this.writer.write(one);
	}

	@Override
	public void write(char[] text, int offset, int length) {
		if (!this.response.isSent()) {
			this.response.beforeWriting(bytes(CharBuffer.wrap(text), offset, length));
		}
		this.writer.write(text, offset, length);
	}

	@Override
	public void write(String text, int offset, int length) {
		if (!this.response.isSent()) {
			this.response.beforeWriting(bytes(text, offset, length));
		}
		this.writer.write(text, offset, length);
	}

	@Override
	public void println() {
		this.response.beforeWriting(2);
		this.writer.println();
	}

	@Override
	public void flush() {
		this.response.beforeSending();
		this.writer.flush();
	}

	@Override
	public void close() {
		this.response.beforeSending();
		this.writer.close();
	}

	@Override
	public boolean checkError() {
		this.response.beforeSending();
		return this.writer.checkError();
	}

}
