package com.example.shop.pair;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.stream.Stream;

import com.example.shop.ShopApplication;
import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Two instances of the shop on one Redis, behind a round-robin load balancer. Everything
 * runs in this JVM, so that one command starts it.
 */
public final class TwoShops implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private static final int REQUEST_MILLIS = 30_000;

	private final ConfigurableApplicationContext first;

	private final ConfigurableApplicationContext second;

	private final Undertow balancer;

	private TwoShops(ConfigurableApplicationContext first, ConfigurableApplicationContext second, int port) {
		this.first = first;
		this.second = second;
		LoadBalancingProxyClient shops = new LoadBalancingProxyClient();
		shops.addHost(address(first));
		shops.addHost(address(second));
		this.balancer = Undertow.builder()
			.addHttpListener(port, HOST)
			.setHandler(ProxyHandler.builder().setProxyClient(shops).setMaxRequestTime(REQUEST_MILLIS).build())
			.build();
		this.balancer.start();
	}

	/**
	 * Starts everything.
	 * @param args arguments for both instances; the balancer listens on port 8080, the
	 * instances on 8081 and 8082
	 */
	public static void main(String[] args) {
		TwoShops shops = start(8080, 8081, 8082, args);
		Runtime.getRuntime().addShutdownHook(new Thread(shops.balancer::stop));
		System.out.printf("%nTwo shops are running behind %s; each page shows which one served it.%n%n",
				shops.address());
	}

	/**
	 * Starts everything.
	 * @param port the balancer's port, 0 for any
	 * @param firstPort the port of the first instance, 0 for any
	 * @param secondPort the port of the second instance, 0 for any
	 * @param args arguments for both instances
	 * @return the running shops
	 */
	static TwoShops start(int port, int firstPort, int secondPort, String... args) {
		ConfigurableApplicationContext first = shop("shop-1", firstPort, Stream.of(args));
		return new TwoShops(first, shop("shop-2", secondPort, Stream.concat(Stream.of(args), redisOf(first))), port);
	}

	/**
	 * Returns the address of the balancer.
	 */
	URI address() {
		InetSocketAddress address = (InetSocketAddress) this.balancer.getListenerInfo().get(0).getAddress();
		return URI.create("http://" + HOST + ":" + address.getPort());
	}

	void closeSecond() {
		this.second.close();
	}

	/**
	 * Closes the first instance last, because Redis stops with it.
	 */
	@Override
	public void close() {
		this.balancer.stop();
		this.second.close();
		this.first.close();
	}

	private static ConfigurableApplicationContext shop(String name, int port, Stream<String> args) {
		String[] all = Stream.concat(Stream.of("--shop.instance=" + name, "--server.port=" + port), args)
			.toArray(String[]::new);
		return new SpringApplicationBuilder(ShopApplication.class).run(all);
	}

	/**
	 * Returns the connection properties of the Redis that the first instance uses, which
	 * it has started itself unless one is configured.
	 */
	private static Stream<String> redisOf(ConfigurableApplicationContext shop) {
		return Stream.of("host", "port", "password")
			.map((name) -> "spring.data.redis." + name)
			.filter(shop.getEnvironment()::containsProperty)
			.map((name) -> "--" + name + "=" + shop.getEnvironment().getProperty(name));
	}

	private static URI address(ConfigurableApplicationContext shop) {
		Environment environment = shop.getEnvironment();
		return URI.create("http://" + HOST + ":" + environment.getRequiredProperty("local.server.port"));
	}

}
