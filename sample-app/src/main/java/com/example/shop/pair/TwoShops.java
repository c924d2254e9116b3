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
 * Two instances of the shop on one Redis, and a balancer in front of them that gives each
 * request to the next one. Everything runs in this JVM, so that it takes one command.
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
	 * @param args arguments for both instances; the balancer has the port 8080, the
	 * instances 8081 and 8082
	 */
	public static void main(String[] args) {
		TwoShops shops = start(8080, 8081, 8082, args);
		Runtime.getRuntime().addShutdownHook(new Thread(shops.balancer::stop));
		System.out.printf("%nTwo shops behind %s: look who has served each page.%n%n", shops.address());
	}

	/**
	 * Starts everything.
	 * @param port the balancer's port, 0 for any
	 * @param firstPort the port of the first instance, 0 for any
	 * @param secondPort the port of the second instance, 0 for any
	 * @param args arguments for both instances
	 * @return what runs
	 */
	static TwoShops start(int port, int firstPort, int secondPort, String... args) {
		ConfigurableApplicationContext first = shop("shop-1", firstPort, Stream.of(args));
		return new TwoShops(first, shop("shop-2", secondPort, Stream.concat(Stream.of(args), redisOf(first))), port);
	}

	/**
	 * Where the balancer is.
	 */
	URI address() {
		InetSocketAddress address = (InetSocketAddress) this.balancer.getListenerInfo().get(0).getAddress();
		return URI.create("http://" + HOST + ":" + address.getPort());
	}

	void closeSecond() {
		this.second.close();
	}

	/**
	 * Ends the first instance last, since Redis ends with it.
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
	 * The Redis that the first instance has started, if nobody has configured one.
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
