package io.github.redissession.beans;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.validation.constraints.NotBlank;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.context.annotation.SessionScope;

/**
 * Session-scoped beans of every form. No package of theirs is allowed, and no service can
 * be stored.
 */
@Configuration
@EnableAsync
@EnableTransactionManagement(proxyTargetClass = true)
@Import({ Forms.Plain.class, Forms.ByInterface.class, Forms.Setter.class, Forms.Injected.class, Forms.Constructed.class,
		Forms.Provided.class, Forms.Checked.class, Forms.InTransaction.class, Forms.Asynchronous.class,
		Forms.PreDestroyed.class, Forms.Disposed.class, Forms.Child.class, Forms.Unproxied.class, Forms.Refused.class })
public class Forms {

	static final Queue<String> DESTROYED = new ConcurrentLinkedQueue<>();

	static final AtomicInteger INITIALIZED = new AtomicInteger();

	@Bean
	Prices prices() {
		return (item) -> Thread.currentThread().isAlive() ? 5 : 0;
	}

	@Bean
	Plugin first() {
		return new Plugin();
	}

	@Bean
	Plugin second() {
		return new Plugin();
	}

	@Bean
	PlatformTransactionManager transactionManager() {
		return new AbstractPlatformTransactionManager() {

			@Override
			protected Object doGetTransaction() {
				return new Object();
			}

			@Override
			protected void doBegin(Object transaction, TransactionDefinition definition) {
			}

			@Override
			protected void doCommit(DefaultTransactionStatus status) {
			}

			@Override
			protected void doRollback(DefaultTransactionStatus status) {
			}

		};
	}

	/** Made by a factory method, with an inferred destroy method. */
	@Bean
	@SessionScope
	Made made(Prices prices) {
		return new Made(prices, "made");
	}

	/** Something to inject. */
	interface Prices {

		int of(String item);

	}

	/** Something to inject in numbers. */
	static class Plugin {

	}

	/** What all beans have in common. */
	interface Form {

		void add(String item);

		String show();

	}

	/** Some items. */
	static class Items {

		private List<String> items = new ArrayList<>();

		private int size;

		public void add(String item) {
			this.items.add(item);
			this.size++;
		}

		String show(Prices prices) {
			return this.items + " " + this.items.stream().mapToInt(prices::of).sum() + " " + this.size;
		}

		void destroyed(String by, Prices prices) {
			DESTROYED.add(by + " " + show(prices));
		}

	}

	/** Without a service. */
	@SessionScope
	static class Plain implements Form {

		private List<String> items = new ArrayList<>();

		@Override
		public void add(String item) {
			this.items.add(item);
		}

		@Override
		public String show() {
			return this.items + " " + this.items.size() * 5 + " " + this.items.size();
		}

	}

	/** With a proxy of its interface, and final. */
	@Scope(value = "session", proxyMode = ScopedProxyMode.INTERFACES)
	static final class ByInterface implements Form {

		private final List<String> items = new ArrayList<>();

		private final Prices prices;

		ByInterface(Prices prices) {
			this.prices = prices;
		}

		@Override
		public void add(String item) {
			this.items.add(item);
		}

		@Override
		public String show() {
			return this.items + " " + this.items.stream().mapToInt(this.prices::of).sum() + " " + this.items.size();
		}

	}

	/** With an injected setter. */
	@SessionScope
	static class Setter extends Items implements Form {

		private transient Prices prices;

		@Autowired
		void setPrices(Prices prices) {
			this.prices = prices;
		}

		@Override
		public String show() {
			return show(this.prices);
		}

	}

	/** With injected fields. */
	@SessionScope
	static class Injected extends Items implements Form, ApplicationContextAware {

		@Autowired
		private Prices prices;

		@Autowired(required = false)
		private Thread none;

		@Value("${spring.application.name}")
		private String name;

		private ApplicationContext context;

		private int initialized;

		@PostConstruct
		void init() {
			this.initialized++;
			INITIALIZED.incrementAndGet();
		}

		@Override
		public void setApplicationContext(ApplicationContext context) {
			this.context = context;
		}

		@Override
		public String show() {
			boolean whole = this.none == null && this.name.equals("shop") && this.initialized == 1
					&& this.context.getBean(Prices.class) == this.prices;
			return whole ? show(this.prices) : "broken";
		}

	}

	/** With an injected constructor, one of two. */
	@SessionScope
	static class Constructed extends Items implements Form {

		private final Prices prices;

		private final List<Plugin> plugins;

		private final List<String> names = new ArrayList<>(List.of("initial"));

		Constructed() {
			throw new IllegalStateException("is for a proxy");
		}

		@Autowired
		Constructed(Prices prices, List<Plugin> plugins) {
			this.prices = prices;
			this.plugins = plugins;
		}

		@Override
		public void add(String item) {
			super.add(item);
			this.names.add(item);
		}

		@Override
		public String show() {
			return (this.plugins.size() == 2 && this.names.size() == 3) ? show(this.prices) : "broken";
		}

	}

	/** With providers. */
	@SessionScope
	static class Provided extends Items implements Form {

		private final ObjectProvider<Prices> prices;

		@Autowired
		private ObjectProvider<Plugin> plugins;

		Provided(ObjectProvider<Prices> prices) {
			this.prices = prices;
		}

		@Override
		public String show() {
			return (this.plugins.stream().count() == 2) ? show(this.prices.getObject()) : "broken";
		}

	}

	/** Behind a proxy that validates. */
	@SessionScope
	@Validated
	static class Checked extends Items implements Form {

		@Autowired
		private Prices prices;

		void addNamed(@NotBlank String item) {
			add(item);
		}

		@Override
		public String show() {
			return show(this.prices);
		}

	}

	/** Behind a proxy with transactions. */
	@SessionScope
	@Transactional
	static class InTransaction extends Items implements Form {

		@Autowired
		private Prices prices;

		@Override
		public String show() {
			return TransactionSynchronizationManager.isActualTransactionActive() ? show(this.prices) : "no transaction";
		}

	}

	/** Behind a proxy for asynchronous methods. */
	@SessionScope
	static class Asynchronous extends Items implements Form {

		@Autowired
		private Prices prices;

		@Async
		CompletableFuture<String> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Override
		public String show() {
			return show(this.prices);
		}

	}

	/** With a destroy method. */
	@SessionScope
	static class PreDestroyed extends Items implements Form {

		@Autowired
		private Prices prices;

		@PreDestroy
		void bye() {
			destroyed("@PreDestroy", this.prices);
		}

		@Override
		public String show() {
			return show(this.prices);
		}

	}

	/** With another one. */
	@SessionScope
	static class Disposed extends Items implements Form, DisposableBean {

		@Autowired
		private Prices prices;

		@Override
		public void destroy() {
			destroyed("DisposableBean", this.prices);
		}

		@Override
		public String show() {
			return show(this.prices);
		}

	}

	/** With a field that hides another one. */
	@SessionScope
	static class Child extends Items implements Form {

		private List<String> items = new ArrayList<>();

		@Autowired
		private Prices prices;

		@Override
		public void add(String item) {
			super.add(item);
			this.items.add(item + item);
		}

		@Override
		public String show() {
			return this.items.toString().equals("[appleapple, pearpear]") ? show(this.prices) : "broken";
		}

	}

	/** Of a class that says nothing of Spring. */
	static class Made extends Items implements Form, AutoCloseable {

		private final Prices prices;

		private final String by;

		Made() {
			this(null, "a proxy");
		}

		Made(Prices prices, String by) {
			this.prices = prices;
			this.by = by;
		}

		@Override
		public void close() {
			destroyed("close", this.prices);
		}

		@Override
		public String show() {
			return this.by.equals("made") ? show(this.prices) : "broken";
		}

	}

	/** Without a scoped proxy. */
	@Scope("session")
	static class Unproxied extends Items {

		private final Prices prices;

		Unproxied(Prices prices) {
			this.prices = prices;
		}

		String show() {
			return show(this.prices);
		}

	}

	/** With state that no package allows. */
	@SessionScope
	static class Refused {

		private final Items secret = new Items();

		public String show() {
			return this.secret.items.toString();
		}

	}

}
