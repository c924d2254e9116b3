package com.example.frameworks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two instances of an application with one Redis, the flows that they are driven through,
 * and the result.
 */
public final class Run {

	private final String name;

	private final Redis redis = new Redis();

	private final Ledger ledger = new Ledger(this.redis);

	private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

	private final Balancer balancer;

	private final List<String> failures = new ArrayList<>();

	private int flows;

	private Run(String name, boolean sticky) throws Exception {
		this.name = name;
		this.balancer = new Balancer(sticky, this.ledger);
	}

	/** Begins a run in which requests alternate between the instances. */
	public static Run alternating(String name) throws Exception {
		return new Run(name, false);
	}

	/** Begins a run in which one of the instances serves all requests of a client. */
	public static Run sticky(String name) throws Exception {
		return new Run(name, true);
	}

	/** Starts two instances of an application behind the load balancer. */
	public Run start(Class<?> application, String... arguments) {
		for (int i = 0; i < 2; i++) {
			ConfigurableApplicationContext instance = beside(application, arguments);
			this.instances.add(instance);
			this.balancer.add(port(instance));
		}
		return this;
	}

	/** Starts something else that the application needs, on a port of its own. */
	public ConfigurableApplicationContext beside(Class<?> application, String... arguments) {
		String[] all = Stream
			.concat(Stream.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off",
					"--spring.jmx.enabled=false", "--server.forward-headers-strategy=framework",
					"--spring.data.redis.url=" + this.redis.url()), Stream.of(arguments))
			.toArray(String[]::new);
		try {
			return SpringApplication.run(application, all);
		}
		catch (RuntimeException ex) {
			ex.printStackTrace(System.out);
			System.out.printf("RESULT %s: FAILED to start %s%n", this.name, application.getSimpleName());
			System.out.flush();
			Runtime.getRuntime().halt(1);
			throw ex;
		}
	}

	/** Returns the port of an application. */
	public static int port(ConfigurableApplicationContext application) {
		return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/** Returns the ports of the instances, for what does not pass the load balancer. */
	public List<Integer> ports() {
		return this.instances.stream().map(Run::port).toList();
	}

	/** Returns a port of the load balancer. */
	public int port() {
		return this.balancer.port();
	}

	/** Returns a bean of the first instance. */
	public <T> T bean(Class<T> type) {
		return this.instances.get(0).getBean(type);
	}

	/** Returns a browser without cookies. */
	public Browser browser() {
		return new Browser("http://127.0.0.1:" + port(), this.ledger);
	}

	/** Notes a value that must not be in Redis at any time. */
	public String secret(String what, String value) {
		this.ledger.secret(what, value);
		return value;
	}

	/** Has a look at Redis, for flows that do not pass the load balancer. */
	public void look() {
		this.ledger.look();
	}

	/** Drives a flow; its failure is part of the result. */
	public void flow(String flow, Flow steps) {
		this.flows++;
		try {
			steps.run();
			System.out.println("FLOW " + flow + ": ok");
		}
		catch (Throwable ex) {
			this.failures.add(flow);
			System.out.println("FLOW " + flow + ": FAILED");
			ex.printStackTrace(System.out);
		}
	}

	/** Prints the result and ends the JVM. */
	public void end() {
		this.ledger.look();
		this.ledger.attributes().forEach((line) -> System.out.println("ATTRIBUTE " + line));
		List<String> leaks = this.ledger.leaks();
		leaks.forEach((leak) -> System.out.println("LEAK " + leak));
		boolean passed = this.failures.isEmpty() && leaks.isEmpty() && this.balancer.errors() == 0;
		System.out.printf("RESULT %s: %d flows, %d requests, %d errors, %d of %d secrets in Redis: %s%s%n", this.name,
				this.flows, this.balancer.requests(), this.balancer.errors(), leaks.size(),
				this.ledger.secretsLookedFor(), passed ? "passed" : "FAILED",
				this.failures.isEmpty() ? "" : " " + this.failures);
		System.out.flush();
		// Everything else here is a daemon or ends with the JVM; closing the contexts would only cost time.
		Runtime.getRuntime().halt(passed ? 0 : 1);
	}

	/** Fails a flow unless two values are equal. */
	public static void same(Object actual, Object expected) {
		if (!expected.equals(actual)) {
			throw new AssertionError("expected " + expected + ", but was " + actual);
		}
	}

	/** Returns a form's fields: names and values in turn. */
	public static Map<String, String> form(String... fields) {
		Map<String, String> form = new LinkedHashMap<>();
		for (int i = 0; i < fields.length; i += 2) {
			form.put(fields[i], fields[i + 1]);
		}
		return form;
	}

	/** The steps of a flow. */
	@FunctionalInterface
	public interface Flow {

		void run() throws Exception;

	}

}
