package io.github.redissession.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.StoredSession;
import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.codec.Releases;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionAttributeUpcaster;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.UnreadablePolicy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two releases of an application, each with classes of its own, use the same live
 * sessions; in both directions.
 */
@ExtendWith(RedisServer.Shared.class)
class SchemaEvolutionIT {

	private static final String CART = "com.example.shop.Cart";

	private static final String ORIGINAL = "public record Cart(String owner, int count) { }";

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER,
			Duration.ofMinutes(1));

	@TempDir
	private Path directory;

	private final RedisServer redis;

	private final SessionKeys keys;

	private final List<String> unreadable = new ArrayList<>();

	SchemaEvolutionIT(RedisServer redis) {
		this.redis = redis;
		this.keys = new SessionKeys(redis.newNamespace());
	}

	@ParameterizedTest
	@EnumSource(names = { "JSON", "SMILE", "CBOR" })
	void aFieldMayBeAddedOrRemoved(AttributeFormat format) throws Exception {
		Release old = release(CART, ORIGINAL, format);
		Release added = release(CART, "public record Cart(String owner, int count, String note, int weight) { }",
				format);
		Release removed = release(CART, "public record Cart(String owner) { }", format);
		String id = old.put("ann", 3);
		assertThat(added.read(id)).isEqualTo("Cart[owner=ann, count=3, note=null, weight=0]");
		assertThat(removed.read(id)).isEqualTo("Cart[owner=ann]");
		assertThat(old.read(id)).as("reading has not written").isEqualTo("Cart[owner=ann, count=3]");
		id = added.put("bob", 4, "note", 5);
		assertThat(old.read(id)).isEqualTo("Cart[owner=bob, count=4]");
		assertThat(removed.read(id)).isEqualTo("Cart[owner=bob]");
		assertThat(added.read(id)).isEqualTo("Cart[owner=bob, count=4, note=note, weight=5]");
		assertThat(this.unreadable).isEmpty();
	}

	@Test
	void aFieldMayBeRenamedWithTheOldNameAsAnAlias() throws Exception {
		Release old = release(CART, ORIGINAL);
		Release renamed = release(CART, """
				public record Cart(@com.fasterxml.jackson.annotation.JsonAlias("owner") String holder, int count) { }
				""");
		assertThat(renamed.read(old.put("ann", 3))).isEqualTo("Cart[holder=ann, count=3]");
		assertThat(old.read(renamed.put("bob", 4))).isEqualTo("Cart[owner=null, count=4]");
	}

	@Test
	void aTypeMayChangeToOneThatTheStoredTextFits() throws Exception {
		Release old = release(CART, ORIGINAL);
		Release wider = release(CART, "public record Cart(String owner, long count) { }");
		assertThat(wider.read(old.put("ann", 3))).isEqualTo("Cart[owner=ann, count=3]");
		assertThat(old.read(wider.put("bob", 4L))).isEqualTo("Cart[owner=bob, count=4]");
		assertUnreadable(UnreadablePolicy.DROP_ATTRIBUTE, wider, wider.put("bob", 1L << 40), old);
	}

	@Test
	void aMovedClassIsReadFromJavaSerializationByAnAlias() throws Exception {
		String source = "public record Cart(String owner, int count) implements java.io.Serializable { }";
		Release old = release(CART, source, AttributeFormat.JDK);
		Release moved = release("com.example.shop.cart.Cart", source, AttributeFormat.JDK);
		String id = old.put("ann", 3);
		assertUnreadable(UnreadablePolicy.DROP_ATTRIBUTE, old, id, moved);
		id = old.put("ann", 3);
		assertThat(moved.withAlias(CART, "com.example.shop.cart.Cart").read(id)).isEqualTo("Cart[owner=ann, count=3]");
		Release added = release(CART,
				"public record Cart(String owner, int count, String note) implements java.io.Serializable { }",
				AttributeFormat.JDK);
		assertThat(added.read(id)).isEqualTo("Cart[owner=ann, count=3, note=null]");
	}

	@ParameterizedTest
	@EnumSource
	void aTypeThatDoesNotFitFollowsThePolicyInBothDirections(UnreadablePolicy policy) throws Exception {
		Release old = release(CART, ORIGINAL).with(policy);
		Release changed = release(CART, "public record Cart(java.util.List<String> owner, int count) { }").with(policy);
		assertUnreadable(policy, old, old.put("ann", 3), changed);
		assertUnreadable(policy, changed, changed.put(List.of("ann"), 3), old);
	}

	@ParameterizedTest
	@EnumSource
	void aClassThatIsNotThereFollowsThePolicyInBothDirections(UnreadablePolicy policy) throws Exception {
		Release old = release(CART, ORIGINAL).with(policy);
		Release moved = release("com.example.shop.cart.Cart", ORIGINAL).with(policy);
		assertUnreadable(policy, old, old.put("ann", 3), moved);
		assertUnreadable(policy, moved, moved.put("ann", 3), old);
	}

	@ParameterizedTest
	@EnumSource
	void anEnumConstantThatIsNotThereFollowsThePolicy(UnreadablePolicy policy) throws Exception {
		Release old = release(CART, "public record Cart(State state) { public enum State { OPEN } }").with(policy);
		Release added = release(CART, "public record Cart(State state) { public enum State { OPEN, PAID } }")
			.with(policy);
		assertThat(added.read(old.put("OPEN"))).isEqualTo("Cart[state=OPEN]");
		assertUnreadable(policy, added, added.put("PAID"), old);
	}

	@Test
	void anEnumMayHaveAConstantForThoseThatAreNotThere() throws Exception {
		Release old = release(CART, """
				public record Cart(State state) {
					public enum State { OPEN, @com.fasterxml.jackson.annotation.JsonEnumDefaultValue OTHER }
				}
				""");
		Release added = release(CART, "public record Cart(State state) { public enum State { OPEN, OTHER, PAID } }");
		String id = added.put("PAID");
		assertThat(old.read(id)).isEqualTo("Cart[state=OTHER]");
		assertThat(added.read(id)).as("reading has not written").isEqualTo("Cart[state=PAID]");
	}

	@Test
	void aMovedClassIsReadByAnAliasInBothDirections() throws Exception {
		String newName = "com.example.shop.cart.Basket";
		Release old = release(CART, ORIGINAL).withAlias(newName, CART);
		Release moved = release(newName, "public record Basket(String owner, int count) { }").withAlias(CART, newName);
		assertThat(moved.read(old.put("ann", 3))).isEqualTo("Basket[owner=ann, count=3]");
		assertThat(old.read(moved.put("bob", 4))).isEqualTo("Cart[owner=bob, count=4]");
	}

	@ParameterizedTest
	@EnumSource(names = { "JSON", "SMILE", "CBOR" })
	void upcastersAreAppliedInOrderAndWrittenWhenTheAttributeIs(AttributeFormat format) throws Exception {
		Release first = release(CART, ORIGINAL, format);
		Release second = release(CART, "public record Cart(String holder, int count) { }", format)
			.with(new Rename(1, "owner", "holder"));
		Release third = release(CART, "public record Cart(String holder, int pieces) { }", format)
			.with(new Rename(2, "count", "pieces"), new Rename(1, "owner", "holder"));
		String id = first.put("ann", 3);
		assertThat(second.read(id)).isEqualTo("Cart[holder=ann, count=3]");
		assertThat(third.read(id)).isEqualTo("Cart[holder=ann, pieces=3]");
		assertThat(first.read(id)).as("in memory only").isEqualTo("Cart[owner=ann, count=3]");
		id = second.put("bob", 4);
		assertThat(third.read(id)).isEqualTo("Cart[holder=bob, pieces=4]");
		assertThat(this.unreadable).isEmpty();
		assertThat(first.read(id)).as("a later version is not misread").isNull();
		assertThat(second.read(id)).isEqualTo("Cart[holder=bob, count=4]");
		assertThat(this.unreadable).containsExactly(CART + "#2");
	}

	/**
	 * The reader gets what its policy says and no other exception, the rest of the
	 * session is there, and unless the session ends the writer finds its own unharmed,
	 * under a new id as well.
	 */
	private void assertUnreadable(UnreadablePolicy policy, Release writer, String id, Release reader) {
		String before = writer.read(id);
		this.unreadable.clear();
		StoredSession session = reader.repository().findById(id);
		assertThat(session.<String>getAttribute("name")).isEqualTo("kept");
		if (policy == UnreadablePolicy.FAIL) {
			assertThatExceptionOfType(AttributeNotReadableException.class)
				.isThrownBy(() -> session.getAttribute("cart"));
		}
		else {
			assertThat(session.<Object>getAttribute("cart")).isNull();
		}
		assertThat(session.getUnreadableAttributeNames()).containsExactly("cart");
		assertThat(this.unreadable).hasSize(1);
		String newId = session.changeSessionId();
		reader.repository().save(session);
		if (policy == UnreadablePolicy.END_SESSION) {
			assertThat(reader.repository().findById(id)).isNull();
			assertThat(reader.repository().findById(newId)).isNull();
		}
		else {
			assertThat(writer.read(newId)).isEqualTo(before);
		}
	}

	private Release release(String name, String body) throws Exception {
		return release(name, body, AttributeFormat.JSON);
	}

	private Release release(String name, String body, AttributeFormat format) throws Exception {
		ClassLoader loader = Releases.compile(this.directory, name, body);
		return new Release(name, CodecSettings.of(List.of("com.example.shop"), loader).withFormats(format),
				UnreadablePolicy.DROP_ATTRIBUTE);
	}

	/**
	 * An application with its own class loader.
	 */
	private final class Release {

		private final String name;

		private final CodecSettings settings;

		private final UnreadablePolicy policy;

		Release(String name, CodecSettings settings, UnreadablePolicy policy) {
			this.name = name;
			this.settings = settings;
			this.policy = policy;
		}

		Release with(UnreadablePolicy other) {
			return new Release(this.name, this.settings, other);
		}

		Release with(SessionAttributeUpcaster... upcasters) {
			return new Release(this.name, this.settings.withSchema(Map.of(), List.of(upcasters)), this.policy);
		}

		Release withAlias(String stored, String present) {
			return new Release(this.name, this.settings.withSchema(Map.of(stored, present), List.of()), this.policy);
		}

		StoredSessionRepository repository() {
			SessionObserver observer = new SessionObserver() {

				@Override
				public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
					SchemaEvolutionIT.this.unreadable.add(String.valueOf(cause.getTypeName()));
				}

			};
			AttributeRules rules = new AttributeRules(this.policy, 1000, 1000, 1000, (value) -> null);
			return new StoredSessionRepository(
					RedisStores.store(SchemaEvolutionIT.this.redis.connectionFactory(), SchemaEvolutionIT.this.keys),
					SessionLookup.NONE,
					TestSettings.of(new EnvelopeCodec(this.settings), (principal) -> TERMS, (session) -> null,
							InstantSource.system(), List.of(observer), rules),
					TimeBudget.Budgets.of(Duration.ofSeconds(5)));
		}

		@SuppressWarnings({ "unchecked", "rawtypes" })
		String put(Object... components) throws Exception {
			Class<?> type = Class.forName(this.name, true, this.settings.classLoader());
			var constructor = type.getDeclaredConstructors()[0];
			Object[] arguments = components.clone();
			if (constructor.getParameterTypes()[0].isEnum()) {
				arguments[0] = Enum.valueOf((Class) constructor.getParameterTypes()[0], (String) components[0]);
			}
			StoredSessionRepository repository = repository();
			StoredSession session = repository.createSession();
			session.setAttribute("cart", constructor.newInstance(arguments));
			session.setAttribute("name", "kept");
			repository.save(session);
			return session.getId();
		}

		@Nullable String read(String id) {
			StoredSessionRepository repository = repository();
			StoredSession session = repository.findById(id);
			Object cart = session.getAttribute("cart");
			repository.save(session);
			return (cart != null) ? cart.toString() : null;
		}

	}

	/**
	 * Renames a field.
	 */
	private record Rename(int fromVersion, String before, String after) implements SessionAttributeUpcaster {

		@Override
		public String type() {
			return CART;
		}

		@Override
		public JsonNode upcast(JsonNode content) {
			return content.asObject().set(this.after, content.asObject().remove(this.before));
		}

	}

}
