package io.github.redissession.beans;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.SimpleThreadScope;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.spi.AttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is stored of session-scoped beans, and what becomes of it when their class
 * changes.
 */
class SessionBeanCodecTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Beans.class);

	private final AttributeCodec plain = new EnvelopeCodec(
			CodecSettings.of(List.of(SessionBeanCodecTests.class.getPackageName()), getClass().getClassLoader()));

	private final AttributeCodec codec = new SessionBeanCodec(this.plain,
			new SessionBeans(this.context.getDefaultListableBeanFactory()));

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void fieldsComeAndGo() {
		Cart cart = cart("{\"items\":[\"apple\"],\"gone\":5}");
		assertThat(cart.items).containsExactly("apple");
		assertThat(cart.added).as("as the constructor sets it").isEqualTo("new");
		assertThat(cart("{\"items\":null}").items).isNull();
		assertThat(cart("{\"clock\":null}").clock).as("never taken from what is stored").isNotNull();
	}

	@Test
	void anUnchangedBeanIsTheSame() {
		byte[] stored = this.codec.encode("cart", this.context.getBean("cart"));
		Cart cart = (Cart) this.codec.decode("cart", stored);
		assertThat(this.codec.encode("cart", cart, stored)).isSameAs(stored);
		cart.items.add("pear");
		assertThat(this.codec.encode("cart", cart, stored)).asString().contains("pear");
	}

	@Test
	void aBeanThatWasStoredAsAWholeIsRead() {
		Cart whole = new Cart(null);
		whole.items.add("apple");
		Cart cart = (Cart) this.codec.decode("cart", this.plain.encode("cart", whole));
		assertThat(cart.items).containsExactly("apple");
		assertThat(cart.clock).isNotNull();
	}

	@Test
	void aTypeThatDoesNotFitIsUnreadable() {
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> cart("{\"items\":\"no list, but secret\"}"))
			.withMessageContaining("cart")
			.withMessageNotContaining("secret");
	}

	@Test
	void beansThatAreNoObjectsWithFieldsAreStoredAsAWhole() {
		assertThat(this.codec.encode("names", new ArrayList<>(List.of("a")))).asString().isEqualTo("[\"a\"]");
		assertThat(this.codec.decode("names", "[\"a\"]".getBytes())).isEqualTo(List.of("a"));
		byte[] point = this.codec.encode("point", new Point(1, 2));
		assertThat(this.codec.decode("point", point)).isEqualTo(new Point(1, 2));
	}

	@Test
	void aFactoryMethodMayReturnAnInterface() {
		@SuppressWarnings("unchecked")
		Supplier<String> bean = (Supplier<String>) this.context.getBean("greeting");
		assertThat(bean.get()).isEqualTo("hello 1");
		byte[] stored = this.codec.encode("greeting", bean);
		assertThat(stored).asString().isEqualTo("{\"count\":1}");
		@SuppressWarnings("unchecked")
		Supplier<String> read = (Supplier<String>) this.codec.decode("greeting", stored);
		assertThat(read.get()).isEqualTo("hello 2");
	}

	@Test
	void otherAttributesAreNotTouched() {
		assertThat(this.codec.encode("other", "x")).asString().isEqualTo("\"x\"");
		assertThat(this.codec.decode("other", "{\"items\":1}".getBytes())).isInstanceOf(Map.class);
	}

	@Test
	void whatCannotBeStoredIsNamedWithoutItsValue() {
		Cart cart = new Cart(null);
		cart.other = new Thread("secret");
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> this.codec.encode("cart", cart))
			.withMessageContaining("field other")
			.withMessageContaining(Cart.class.getName())
			.withMessageNotContaining("secret");
	}

	private Cart cart(String json) {
		return (Cart) this.codec.decode("cart", json.getBytes(StandardCharsets.UTF_8));
	}

	/** With a service and an object that cannot be stored. */
	static class Cart {

		private List<String> items = new ArrayList<>();

		private final Clock clock;

		private String added = "new";

		private Object other;

		Cart(Clock clock) {
			this.clock = clock;
		}

	}

	/** A service. */
	static class Clock {

	}

	/** A value. */
	record Point(int x, int y) {
	}

	/** With a counter, and a service that is a lambda. */
	static final class Greeting implements Supplier<String> {

		private final Runnable service;

		private int count;

		Greeting(Runnable service) {
			this.service = service;
		}

		@Override
		public String get() {
			this.service.run();
			return "hello " + ++this.count;
		}

	}

	/** The beans, in a scope of this thread. */
	@Configuration
	static class Beans {

		@Bean
		static BeanFactoryPostProcessor scope() {
			return (factory) -> factory.registerScope("session", new SimpleThreadScope());
		}

		@Bean
		Clock clock() {
			return new Clock();
		}

		@Bean
		Runnable service() {
			return () -> {
			};
		}

		@Bean
		@Scope("session")
		Cart cart(Clock clock) {
			return new Cart(clock);
		}

		@Bean
		@Scope("session")
		Supplier<String> greeting(Runnable service) {
			return new Greeting(service);
		}

		@Bean
		@Scope("session")
		List<String> names() {
			return new ArrayList<>();
		}

		@Bean
		@Scope("session")
		Point point() {
			return new Point(0, 0);
		}

	}

}
