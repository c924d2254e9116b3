package io.github.redissession.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.SessionAttribute;
import io.github.redissession.StoredSession;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.AttributeValidation;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.UnreadablePolicy;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of attributes that cannot be read or are too large, and of the sessions
 * that hold them.
 */
class AttributeRulesTests {

	private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER,
			Duration.ofMinutes(1));

	private static final byte[] UNKNOWN = "{\"@com.example.Tomorrow\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8);

	private final InMemorySessionStore store = new InMemorySessionStore(() -> NOW);

	private final List<String> events = new ArrayList<>();

	private final SessionObserver observer = new SessionObserver() {

		@Override
		public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
			AttributeRulesTests.this.events.add("unreadable " + attribute + " " + cause.getTypeName());
		}

		@Override
		public void attributeLarge(String attribute, long size) {
			AttributeRulesTests.this.events.add("large " + attribute + " " + size);
		}

	};

	@Test
	void anUnreadableAttributeIsDroppedCountedAndToldButItsBytesStay() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1000);
		String id = sessionWithUnknown(repository);
		StoredSession session = repository.findById(id);
		assertThat(session.getUnreadableAttributeNames()).isEmpty();
		assertThat(session.<Object>getAttribute("cart")).isNull();
		assertThat(session.<Object>getAttribute("cart")).isNull();
		assertThat(session.<String>getAttribute("name")).isEqualTo("ann");
		assertThat(session.getAttributeNames()).containsExactly("name");
		assertThat(session.getUnreadableAttributeNames()).containsExactly("cart");
		assertThat(this.events).containsExactly("unreadable cart com.example.Tomorrow");
		session.setAttribute("name", "bob");
		repository.save(session);
		assertThat(stored(id)).containsEntry("cart", UNKNOWN);
		session = repository.findById(id);
		String newId = session.changeSessionId();
		repository.save(session);
		assertThat(stored(newId)).containsEntry("cart", UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud83d", "cart\ud83d", "\ude00", "\ud83d\ud83d\ude00", "\ud83d\ude00\ude00" })
	void aNameWithHalfASurrogatePairIsRefused(String name) {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1000);
		StoredSession session = repository.createSession();
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> session.setAttribute(name, "value"))
			.withMessageContaining("half of a surrogate pair")
			.withMessageContaining("\\ud");
		session.removeAttribute(name);
		session.setAttribute("\ud83d\ude00", "whole");
		repository.save(session);
		assertThat(stored(session.getId())).containsOnlyKeys("\ud83d\ude00");
		assertThat(session.<String>getAttribute(name)).isNull();
	}

	@Test
	void anUnreadableAttributeCanBeSetAnew() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1000);
		String id = sessionWithUnknown(repository);
		StoredSession session = repository.findById(id);
		session.getAttribute("cart");
		session.setAttribute("cart", "new");
		assertThat(session.<String>getAttribute("cart")).isEqualTo("new");
		repository.save(session);
		assertThat(repository.findById(id).<String>getAttribute("cart")).isEqualTo("new");
		assertThat(session.getUnreadableAttributeNames()).isEmpty();
	}

	@Test
	void aSessionWithAnUnreadableAttributeCanEndWithTheRequest() {
		StoredSessionRepository repository = repository(UnreadablePolicy.END_SESSION, 1000, 1000);
		String id = sessionWithUnknown(repository);
		StoredSession session = repository.findById(id);
		assertThat(session.<String>getAttribute("name")).isEqualTo("ann");
		assertThat(session.<Object>getAttribute("cart")).isNull();
		assertThat(session.<String>getAttribute("name")).isNull();
		assertThat(session.getAttributeNames()).isEmpty();
		assertThat(session.isExpired()).isTrue();
		session.setAttribute("name", "bob");
		repository.save(session);
		repository.save(session);
		assertThat(repository.findById(id)).isNull();
	}

	@Test
	void whoAsksForAnUnreadableAttributeCanGetAnException() {
		StoredSessionRepository repository = repository(UnreadablePolicy.FAIL, 1000, 1000);
		String id = sessionWithUnknown(repository);
		StoredSession session = repository.findById(id);
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> session.getAttribute("cart"))
			.withMessageContaining("com.example.Tomorrow");
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> session.getAttribute("cart"));
		assertThat(this.events).as("counted once").hasSize(1);
		assertThat(session.<String>getAttribute("name")).isEqualTo("ann");
		repository.save(session);
		assertThat(stored(id)).containsEntry("cart", UNKNOWN);
	}

	@Test
	void anAttributeThatIsTooLargeIsRefusedAndTheOldOneStays() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 5000);
		StoredSession session = repository.createSession();
		session.setAttribute("a", "x".repeat(998));
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> session.setAttribute("a", "x".repeat(999)))
			.withMessageContaining("redis-session.codec.max-size")
			.withMessageContaining("1001 bytes");
		repository.save(session);
		assertThat(repository.findById(session.getId()).<String>getAttribute("a")).hasSize(998);
	}

	@Test
	void anAttributeThatGrowsTooLargeIsLeftOutAndTheRestIsStored() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 5000);
		StoredSession session = repository.createSession();
		List<String> list = new ArrayList<>(List.of("a"));
		session.setAttribute("list", list);
		session.setAttribute("name", "ann");
		repository.save(session);
		list.add("x".repeat(2000));
		session.setAttribute("name", "bob");
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> repository.save(session))
			.withMessageContaining("'list'");
		StoredSession found = repository.findById(session.getId());
		assertThat(found.<List<String>>getAttribute("list")).containsExactly("a");
		assertThat(found.<String>getAttribute("name")).isEqualTo("bob");
	}

	@Test
	void aLargeAttributeIsReportedAndStored() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 5000);
		StoredSession session = repository.createSession();
		session.setAttribute("small", "x".repeat(98));
		session.setAttribute("large", "x".repeat(99));
		repository.save(session);
		assertThat(this.events).containsExactly("large large 101");
	}

	@Test
	void aSessionThatWouldBeTooLargeRefusesWhatMakesItGrow() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 2000);
		StoredSession session = repository.createSession();
		session.setAttribute("a", "x".repeat(900));
		session.setAttribute("b", "x".repeat(900));
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> session.setAttribute("c", "x".repeat(900)))
			.withMessageContaining("redis-session.codec.max-session-size");
		session.setAttribute("a", "x".repeat(800));
		session.removeAttribute("b");
		session.setAttribute("c", "x".repeat(900));
		repository.save(session);
		assertThat(stored(session.getId())).containsOnlyKeys("a", "c");
		StoredSession again = repository.findById(session.getId());
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> again.setAttribute("b", "x".repeat(900)));
	}

	@Test
	void objectsThatGrowTogetherAreLeftOutUntilTheSessionFits() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1500);
		StoredSession session = repository.createSession();
		Map<String, List<String>> lists = new HashMap<>();
		for (String name : List.of("a", "b", "c")) {
			lists.put(name, new ArrayList<>());
			session.setAttribute(name, lists.get(name));
		}
		lists.get("a").add("x".repeat(600));
		lists.get("b").add("x".repeat(700));
		lists.get("c").add("x".repeat(800));
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> repository.save(session))
			.withMessageContaining("'c'");
		assertThat(stored(session.getId())).containsOnlyKeys("a", "b");
	}

	@Test
	void aKeyGivesAValueOfItsClassWithoutACast() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1000);
		SessionAttribute<String> name = new SessionAttribute<>("name", String.class);
		StoredSession session = repository.createSession();
		assertThat(name.from(session::getAttribute)).isNull();
		name.to(session::setAttribute, "ann");
		repository.save(session);
		StoredSession found = repository.findById(session.getId());
		String value = name.from(found::getAttribute);
		assertThat(value).isEqualTo("ann");
		assertThat(new SessionAttribute<>("name", Long.class).from(found::getAttribute)).isNull();
		assertThat(found.getUnreadableAttributeNames()).containsExactly("name");
		assertThat(this.events).containsExactly("unreadable name java.lang.String");
	}

	@Test
	void whatWasReadIsValidatedAndWhatWasJustSetIsNot() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1000,
				(value) -> value.equals("") ? "it is empty" : null);
		SessionAttribute<String> name = new SessionAttribute<>("name", String.class);
		StoredSession session = repository.createSession();
		name.to(session::setAttribute, "");
		assertThat(name.from(session::getAttribute)).isEmpty();
		repository.save(session);
		StoredSession found = repository.findById(session.getId());
		assertThat(found.<String>getAttribute("name")).as("without a key nothing is checked").isEmpty();
		assertThat(name.from(found::getAttribute)).isNull();
		assertThat(found.getAttributeNames()).isEmpty();
	}

	@Test
	void whatARequestMakesOfAValidValueIsNotTakenAway() {
		StoredSessionRepository repository = repository(UnreadablePolicy.DROP_ATTRIBUTE, 1000, 1000,
				(value) -> ((List<?>) value).isEmpty() ? "it is empty" : null);
		SessionAttribute<ArrayList<?>> items = new SessionAttribute<>("items", type());
		StoredSession session = repository.createSession();
		session.setAttribute("items", new ArrayList<>(List.of("a")));
		repository.save(session);
		StoredSession found = repository.findById(session.getId());
		items.from(found::getAttribute).clear();
		assertThat(items.from(found::getAttribute)).isEmpty();
		repository.save(found);
		assertThat(repository.findById(session.getId()).<List<?>>getAttribute("items")).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private static Class<ArrayList<?>> type() {
		return (Class<ArrayList<?>>) (Class<?>) ArrayList.class;
	}

	private String sessionWithUnknown(StoredSessionRepository repository) {
		StoredSession session = repository.createSession();
		session.setAttribute("name", "ann");
		repository.save(session);
		this.store.save(SessionDelta.update(session.getId(), TERMS).attribute("cart", UNKNOWN).build());
		return session.getId();
	}

	private Map<String, byte[]> stored(String id) {
		SessionRecord record = this.store.find(id).toCompletableFuture().join();
		return (record != null) ? record.attributes() : Map.of();
	}

	private StoredSessionRepository repository(UnreadablePolicy policy, long maxSize, long maxSessionSize) {
		return repository(policy, maxSize, maxSessionSize, (value) -> null);
	}

	private StoredSessionRepository repository(UnreadablePolicy policy, long maxSize, long maxSessionSize,
			AttributeValidation validation) {
		EnvelopeCodec codec = new EnvelopeCodec(CodecSettings.of(List.of(), getClass().getClassLoader()));
		SessionSettings settings = TestSettings.of(codec, (principal) -> TERMS, (session) -> null, () -> NOW,
				List.of(this.observer), new AttributeRules(policy, 100, maxSize, maxSessionSize, validation));
		return new StoredSessionRepository(this.store, SessionLookup.NONE, settings,
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
	}

}
