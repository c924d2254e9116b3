package io.github.redissession.web;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * The body of a response as bytes.
 */
final class SessionOutputStream extends ServletOutputStream {

	private final ServletOutputStream stream;

	private final SessionServletResponse response;

	SessionOutputStream(ServletOutputStream stream, SessionServletResponse response) {
		this.stream = stream;
		this.response = response;
	}

	@Override
	public void write(int one) throws IOException {
		this.response.beforeWriting(1);
		this.stream.write(one);
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		write(bytes, 0, bytes.length);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.response.beforeWriting(length);
		this.stream.write(bytes, offset, length);
	}

	@Override
	public void write(ByteBuffer buffer) throws IOException {
		this.response.beforeWriting(buffer.remaining());
		this.stream.write(buffer);
	}

	@Override
	public void print(String text) throws IOException {
		this.response.beforeWriting(SessionWriter.bytes(text, 0, text.length()));
		this.stream.print(text);
	}

	@Override
	public void flush() throws IOException {
		this.response.beforeSending();
		this.stream.flush();
	}

	@Override
	public void close() throws IOException {
		this.response.beforeSending();
		this.stream.close();
	}

	@Override
	public boolean isReady() {
		return this.stream.isReady();
	}

	@Override
	public void setWriteListener(WriteListener listener) {
		this.stream.setWriteListener(listener);
	}

}
