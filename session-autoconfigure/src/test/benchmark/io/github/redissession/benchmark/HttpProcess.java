package io.github.redissession.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.redissession.testing.RedisAddress;

/**
 * An {@link HttpApplication} in a process of its own, which ends with this one, and the
 * cookies of its sessions.
 */
final class HttpProcess implements AutoCloseable {

	private static final int SESSIONS = 100;

	private final Process process;

	private final String address;

	private HttpProcess(Process process, String address) {
		this.process = process;
		this.address = address;
	}

	static HttpProcess start(HttpApplication.Store store, RedisAddress redis, List<String> extra) throws IOException {
		RedisAddress own = new RedisAddress(redis.host(), redis.port(), redis.username(), redis.password(),
				store.ordinal() + 1);
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms256m", "-Xmx256m",
						"-XX:+UseParallelGC", "-classpath", System.getProperty("java.class.path"),
						HttpApplication.class.getName(), store.name(), "--server.port=0", "--server.address=127.0.0.1",
						"--spring.main.banner-mode=off", "--logging.level.root=error"));
		command.addAll(List.of(store.arguments));
		for (String property : own.springProperties()) {
			command.add("--" + property);
		}
		if (store == HttpApplication.Store.OURS) {
			extra.forEach((property) -> command.add("--" + property));
		}
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		BufferedReader output = process.inputReader();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.startsWith("port=")) {
				return new HttpProcess(process, "http://127.0.0.1:" + line.substring("port=".length()));
			}
		}
		throw new IOException(store + " does not start");
	}

	String uri(String page) {
		return this.address + "/" + page;
	}

	/**
	 * Begins sessions.
	 * @param file gets a cookie in each line
	 */
	void begin(Path file) throws IOException {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		List<String> cookies = new ArrayList<>();
		try {
			for (int i = 0; i < SESSIONS; i++) {
				HttpResponse<String> response = client.send(
						HttpRequest.newBuilder(URI.create(uri("begin?user=user-" + i))).build(),
						BodyHandlers.ofString());
				cookies.add(response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0]);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		Files.write(file, cookies);
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
