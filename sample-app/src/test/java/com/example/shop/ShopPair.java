package com.example.shop;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Two instances of the shop, {@code shop-a} and {@code shop-b}, on the Redis that the
 * first one starts.
 */
final class ShopPair implements AutoCloseable {

	private final ConfigurableApplicationContext a;

	private final ConfigurableApplicationContext b;

	private final RedisClient client;

	private final RedisCommands<String, String> redis;

	private ShopPair(ConfigurableApplicationContext a, ConfigurableApplicationContext b) {
		this.a = a;
		this.b = b;
		this.client = RedisClient.create(RedisURI.builder()
			.withHost(redis(a, "host"))
			.withPort(Integer.parseInt(redis(a, "port")))
			.withPassword(redis(a, "password").toCharArray())
			.build());
		this.redis = this.client.connect().sync();
	}

	/**
	 * Starts both.
	 * @param properties what is different from the shop's own settings, as
	 * {@code name=value}
	 */
	static ShopPair start(String... properties) {
		ConfigurableApplicationContext a = start("shop-a", Stream.of(properties));
		Stream<String> sameRedis = Stream.of("host", "port", "password")
			.map((name) -> "spring.data.redis." + name + "=" + redis(a, name));
		return new ShopPair(a, start("shop-b", Stream.concat(Stream.of(properties), sameRedis)));
	}

	URI a() {
		return address(this.a);
	}

	URI b() {
		return address(this.b);
	}

	/**
	 * Returns somebody who stands at the door of the first instance, without a cookie.
	 */
	ShopClient visitor() {
		return new ShopClient(a());
	}

	/**
	 * A connection to Redis that is not the shop's.
	 */
	RedisCommands<String, String> redis() {
		return this.redis;
	}

	List<String> keys() {
		return this.redis.keys("*");
	}

	/**
	 * Returns the keys of the sessions themselves; an id has 22 characters. For a while
	 * there is a mark in place of a session whose id was changed.
	 */
	List<String> sessionKeys() {
		return this.redis.keys("session-shop:" + "?".repeat(22))
			.stream()
			.filter((key) -> this.redis.hexists(key, "created"))
			.toList();
	}

	/**
	 * Ends the first instance last, since Redis ends with it.
	 */
	@Override
	public void close() {
		this.client.shutdown();
		this.b.close();
		this.a.close();
	}

	private static ConfigurableApplicationContext start(String name, Stream<String> properties) {
		String[] arguments = Stream.concat(Stream.of("server.port=0", "shop.instance=" + name), properties)
			.distinct()
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		return new SpringApplicationBuilder(ShopApplication.class, BrokenPage.class).run(arguments);
	}

	private static String redis(ConfigurableApplicationContext context, String name) {
		return context.getEnvironment().getRequiredProperty("spring.data.redis." + name);
	}

	private static URI address(ConfigurableApplicationContext context) {
		Environment environment = context.getEnvironment();
		return URI.create("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port"));
	}

}
