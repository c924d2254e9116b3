package io.github.redissession.web;

import java.io.IOException;
import java.io.PrintWriter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A response that saves the session before anything reaches the client, so that the
 * client's next request finds it. To know when, it counts what is written.
 */
final class SessionServletResponse extends HttpServletResponseWrapper {

	private final SessionExchange<?> exchange;

	private @Nullable ServletOutputStream stream;

	private @Nullable PrintWriter writer;

	private long contentLength = -1;

	private long written;

	private boolean sent;

	SessionServletResponse(HttpServletResponse response, SessionExchange<?> exchange) {
		super(response);
		this.exchange = exchange;
	}

	/**
	 * Called before the client receives something.
	 */
	void beforeSending() {
		if (!this.sent) {
			this.exchange.flush();
			this.sent = true;
		}
	}

	boolean isSent() {
		return this.sent;
	}

	/**
	 * Called before some bytes are written. The container sends them if its buffer is
	 * full or the response is complete.
	 * @param bytes the number of bytes, or more
	 */
	void beforeWriting(long bytes) {
		if (!this.sent) {
			this.written += bytes;
			if (this.written >= getBufferSize() || isComplete()) {
				beforeSending();
			}
		}
	}

	private boolean isComplete() {
		return this.contentLength >= 0 && this.written >= this.contentLength;
	}

	private void contentLength(long length) {
		this.contentLength = length;
		if (isComplete()) {
			beforeSending();
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		ServletOutputStream known = this.stream;
		if (known == null) {
			known = new SessionOutputStream(super.getOutputStream(), this);
			this.stream = known;
		}
		return known;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter known = this.writer;
		if (known == null) {
			known = new SessionWriter(super.getWriter(), this);
			this.writer = known;
		}
		return known;
	}

	@Override
	public void flushBuffer() throws IOException {
		beforeSending();
		super.flushBuffer();
	}

	/**
	 * The container calls this before it forwards the request.
	 */
	@Override
	public void resetBuffer() {
		this.written = 0;
		super.resetBuffer();
		this.exchange.forward();
	}

	@Override
	public void reset() {
		super.reset();
		this.written = 0;
		this.contentLength = -1;
		this.stream = null;
		this.writer = null;
	}

	@Override
	public void setContentLength(int length) {
		contentLength(length);
		super.setContentLength(length);
	}

	@Override
	public void setContentLengthLong(long length) {
		contentLength(length);
		super.setContentLengthLong(length);
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		header(name, value);
		super.setHeader(name, value);
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		header(name, value);
		super.addHeader(name, value);
	}

	@Override
	public void setIntHeader(String name, int value) {
		header(name, Integer.toString(value));
		super.setIntHeader(name, value);
	}

	@Override
	public void addIntHeader(String name, int value) {
		header(name, Integer.toString(value));
		super.addIntHeader(name, value);
	}

	private void header(String name, @Nullable String value) {
		if (value != null && HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
			try {
				contentLength(Long.parseLong(value));
			}
			catch (NumberFormatException ex) {
				// The container decides what becomes of it.
			}
		}
	}

	@Override
	public void sendError(int status) throws IOException {
		this.exchange.save();
		super.sendError(status);
	}

	@Override
	public void sendError(int status, String message) throws IOException {
		this.exchange.save();
		super.sendError(status, message);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		beforeSending();
		super.sendRedirect(location);
	}

	@Override
	public void sendRedirect(String location, int status) throws IOException {
		beforeSending();
		super.sendRedirect(location, status);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		beforeSending();
		super.sendRedirect(location, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
		beforeSending();
		super.sendRedirect(location, status, clearBuffer);
	}

}
