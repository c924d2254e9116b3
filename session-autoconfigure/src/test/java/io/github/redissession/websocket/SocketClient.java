package io.github.redissession.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.SessionTestApplication;

/**
 * A WebSocket with the cookies of a browser.
 */
final class SocketClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private final boolean stomp;

	private final WebSocket socket;

	private SocketClient(URI uri, Browser browser, boolean stomp) {
		this.stomp = stomp;
		WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
		String cookie = browser.cookie("SESSION");
		if (cookie != null) {
			builder.header("Cookie", "SESSION=" + cookie);
		}
		this.socket = builder.buildAsync(uri, this).join();
	}

	/**
	 * Opens a socket; for STOMP it also connects and subscribes.
	 */
	static SocketClient open(ConfigurableApplicationContext node, String path, Browser browser) throws Exception {
		URI http = SessionTestApplication.uri(node, path);
		boolean stomp = path.equals("/stomp");
		SocketClient client = new SocketClient(URI.create("ws" + http.toString().substring("http".length())), browser,
				stomp);
		if (stomp) {
			client.frame("CONNECT\naccept-version:1.2\nhost:localhost\n\n");
			client.next();
			client.frame("SUBSCRIBE\nid:1\ndestination:/topic/done\nreceipt:1\n\n");
			client.frame("SEND\ndestination:/app/change\n\nread hello");
			client.next();
		}
		return client;
	}

	/**
	 * Sends a message and waits for the answer.
	 */
	String send(String message) throws InterruptedException {
		if (this.stomp) {
			frame("SEND\ndestination:/app/change\n\n" + message);
			return next().replaceFirst("(?s).*\n\n", "");
		}
		this.socket.sendText(message, true).join();
		return next();
	}

	/**
	 * Sends a message without a broker, and waits for no answer.
	 */
	void tell(String message) {
		this.socket.sendText(message, true).join();
	}

	private void frame(String frame) {
		this.socket.sendText(frame + "\0", true).join();
	}

	private String next() throws InterruptedException {
		String next = this.received.poll(10, TimeUnit.SECONDS);
		if (next == null) {
			throw new AssertionError("no answer; closed: " + this.closed);
		}
		return next.replace("\0", "");
	}

	boolean isOpen() {
		return !this.closed.isDone();
	}

	/**
	 * Returns the code with which the server closes the socket within two seconds.
	 */
	int closedWith() throws Exception {
		return this.closed.get(2, TimeUnit.SECONDS);
	}

	@Override
	public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.received.add(this.text.toString());
			this.text.setLength(0);
		}
		from.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
		this.closed.complete(code);
		return null;
	}

	@Override
	public void onError(WebSocket from, Throwable error) {
		this.closed.completeExceptionally(error);
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
