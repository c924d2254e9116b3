package io.github.redissession.redis.tracking.walk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.redissession.autoconfigure.RedisSessionAutoConfiguration;
import io.github.redissession.cache.NearCache;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * The program of a node: the store of an application, as the auto-configuration makes it.
 * Each line of the input is a request, which begins with its number; so does the reply.
 */
final class WalkNode {

	private static final Duration LIFETIME = Duration.ofHours(12);

	private final SessionStore store;

	private final NearCache cache;

	private final SilentNetwork network;

	private final PrintStream out;

	private WalkNode(SessionStore store, NearCache cache, SilentNetwork network, PrintStream out) {
		this.store = store;
		this.cache = cache;
		this.network = network;
		this.out = out;
	}

	/**
	 * Runs until the input ends.
	 * @param properties {@code name=value} pairs
	 */
	public static void main(String[] properties) {
		PrintStream out = System.out;
		System.setOut(System.err);
		SilentNetwork network = new SilentNetwork();
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
					RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class))
			.withBean(ClientResourcesBuilderCustomizer.class, () -> (resources) -> resources.nettyCustomizer(network))
			.withPropertyValues(properties)
			.run((context) -> {
				context.getBean(SessionStore.class);
				new WalkNode(context.getBean(SessionStore.class), context.getBean(NearCache.class), network, out)
					.serve();
			});
		System.exit(0);
	}

	private void serve() throws IOException {
		reply("0", "ready");
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			String[] request = line.split(" ");
			try {
				answer(request).whenComplete((reply, ex) -> reply(request[0], (ex != null) ? "failed " + ex : reply));
			}
			catch (RuntimeException ex) {
				reply(request[0], "failed " + ex);
			}
		}
	}

	private CompletionStage<String> answer(String[] request) {
		String id = request[2];
		return switch (request[1]) {
			case "find" -> this.store.find(id).thenApply(WalkNode::state);
			case "delete" -> this.store.delete(id).thenApply((ended) -> "SAVED");
			case "create" ->
				save(SessionDelta.create(id, terms(request[4]), Duration.ZERO).accessedAgo(Duration.ZERO), request[3]);
			case "change" -> save(SessionDelta.update(id, terms(request[4])), request[3]);
			case "rename" -> save(SessionDelta.changeId(id, request[5], terms(request[4])), request[3]);
			case "silence" -> this.network.silence();
			default -> CompletableFuture.completedFuture(status());
		};
	}

	private CompletionStage<String> save(SessionDelta.Builder delta, String state) {
		return this.store.save(delta.attribute("state", state.getBytes(StandardCharsets.UTF_8)).build())
			.thenApply(Object::toString);
	}

	private static ExpiryTerms terms(String idleMillis) {
		return new ExpiryTerms(Duration.ofMillis(Long.parseLong(idleMillis)), LIFETIME, Duration.ZERO);
	}

	private static String state(@Nullable SessionRecord record) {
		return (record != null) ? new String(record.attributes().get("state"), StandardCharsets.UTF_8) : "none";
	}

	private String status() {
		NearCache.Statistics now = this.cache.statistics();
		return "%s %d %d %d".formatted(now.on(), now.hits(), now.misses(), now.flushes());
	}

	private synchronized void reply(String number, String text) {
		this.out.println(number + " " + text.replace('\n', ' '));
		this.out.flush();
	}

}
