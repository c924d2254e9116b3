package io.github.redissession.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.StoredSession;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.security.EncryptingCodec;
import io.github.redissession.security.KeyRing;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Encrypted attributes belong to their session, through changes of its id and of the
 * keys, and to no other.
 */
class EncryptedSessionTests {

	private static final String A = key("a", 1);

	private static final String B = key("b", 2);

	private static final String C = key("c", 3);

	private static final String MARKER = "plaintext-marker";

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER,
			Duration.ofMinutes(1));

	private Instant now = Instant.parse("2026-11-21T10:00:00Z");

	private final InMemorySessionStore store = new InMemorySessionStore(() -> this.now);

	private final StoredSessionRepository repository = repository(true, A);

	@Test
	void whatIsStoredShowsNothingButTheKeyId() {
		String id = create(this.repository);
		byte[] stored = attributes(id).get("secret");
		assertThat(new String(stored, StandardCharsets.ISO_8859_1)).startsWith("\u0010\u0001a").doesNotContain(MARKER);
		assertThat(record(id).details()).as("a session with its first id needs nothing more").isEmpty();
		assertThat(read(this.repository, id)).isEqualTo(MARKER);
	}

	@Test
	void aSessionKeepsItsAttributesWhenItsIdChanges() {
		String id = create(this.repository);
		for (int i = 0; i < 3; i++) {
			byte[] before = attributes(id).get("secret");
			StoredSession session = this.repository.findById(id);
			String oldId = id;
			id = session.changeSessionId();
			this.repository.save(session);
			assertThat(this.repository.findById(oldId)).isNull();
			assertThat(read(this.repository, id)).isEqualTo(MARKER);
			assertThat(attributes(id).get("secret")).as("moved, not written again").isEqualTo(before);
		}
		StoredSession session = this.repository.findById(id);
		session.setAttribute("other", "x");
		this.repository.save(session);
		assertThat(read(this.repository, id)).isEqualTo(MARKER);
		assertThat(this.repository.findById(id).<String>getAttribute("other")).isEqualTo("x");
	}

	@Test
	void aSessionMayChangeItsIdBeforeItIsStored() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("secret", MARKER);
		String id = session.changeSessionId();
		this.repository.save(session);
		assertThat(read(this.repository, id)).isEqualTo(MARKER);
	}

	@Test
	void whatAnotherRequestHasStoredMeanwhileIsReadUnderTheNewId() {
		String id = create(this.repository);
		StoredSession login = this.repository.findById(id);
		StoredSession other = this.repository.findById(id);
		String newId = login.changeSessionId();
		other.setAttribute("other", "x");
		this.repository.save(other);
		this.repository.save(login);
		assertThat(this.repository.findById(newId).<String>getAttribute("other")).isEqualTo("x");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aValueThatIsCopiedIntoAnotherSessionIsRefused(boolean changeId) {
		String victim = create(this.repository);
		if (changeId) {
			victim = changeId(victim);
		}
		String thief = this.repository.createSession().getId();
		copyAll(victim, thief);
		StoredSession session = this.repository.findById(thief);
		assertThat(session.<Object>getAttribute("secret")).isNull();
		assertThat(session.getUnreadableAttributeNames()).containsExactly("secret");
		session.setAttribute("own", "x");
		this.repository.save(session);
		assertThat(this.repository.findById(thief).<String>getAttribute("own")).isEqualTo("x");
		assertThat(this.repository.findById(thief).<Object>getAttribute("secret")).isNull();
	}

	@Test
	void aValueThatIsCopiedToAnotherNameOrNamespaceIsRefused() {
		String id = create(this.repository);
		byte[] bytes = attributes(id).get("secret");
		this.store.save(SessionDelta.update(id, TERMS).attribute("public", bytes).build());
		assertThat(this.repository.findById(id).<Object>getAttribute("public")).isNull();
		StoredSessionRepository elsewhere = repository("elsewhere", true, A);
		assertThat(elsewhere.findById(id).<Object>getAttribute("secret")).isNull();
	}

	@Test
	void everyDamagedByteIsFound() {
		String id = create(this.repository);
		byte[] bytes = attributes(id).get("secret");
		for (int i = 0; i < bytes.length; i++) {
			byte[] damaged = bytes.clone();
			damaged[i] ^= 1;
			this.store.save(SessionDelta.update(id, TERMS).attribute("secret", damaged).build());
			assertThat(read(this.repository, id)).isNull();
		}
	}

	@Test
	void anUnchangedObjectIsNotWrittenAgain() {
		StoredSession session = this.repository.createSession();
		session.setAttribute("list", new ArrayList<>(List.of("a")));
		this.repository.save(session);
		byte[] before = attributes(session.getId()).get("list");
		StoredSession found = this.repository.findById(session.getId());
		found.<List<String>>getAttribute("list").size();
		this.repository.save(found);
		assertThat(attributes(session.getId()).get("list")).isEqualTo(before);
		found.<List<String>>getAttribute("list").add("b");
		this.repository.save(found);
		assertThat(attributes(session.getId()).get("list")).isNotEqualTo(before);
	}

	@Test
	void keysAreRotatedTwiceAndNobodyLosesAnything() {
		String id = changeId(create(this.repository));
		for (StoredSessionRepository next : List.of(repository(true, A, B), repository(true, B, A),
				repository(true, B, A, C))) {
			assertThat(read(next, id)).isEqualTo(MARKER);
		}
		StoredSessionRepository second = repository(true, B, A);
		StoredSession session = second.findById(id);
		session.setAttribute("secret", MARKER + "!");
		second.save(session);
		assertThat(read(repository(true, C, B), id)).as("the first key is not needed any more").isEqualTo(MARKER + "!");
		assertThat(read(repository(true, C), id)).isNull();
	}

	@Test
	void encryptionIsSwitchedOnAndOffWithoutLosingAnything() {
		StoredSessionRepository plain = repository(true);
		String id = create(plain);
		StoredSessionRepository prepared = repository(true, KeyRing.NONE, A);
		assertThat(read(prepared, id)).isEqualTo(MARKER);
		assertThat(read(this.repository, id)).isEqualTo(MARKER);
		assertThat(read(repository(false, A), id)).isNull();
		StoredSession session = this.repository.findById(id);
		session.setAttribute("secret", "changed");
		this.repository.save(session);
		assertThat(attributes(id).get("secret")[0]).isEqualTo((byte) 16);
		assertThat(read(repository(false, A), id)).isEqualTo("changed");
		assertThat(read(prepared, id)).isEqualTo("changed");
		StoredSession back = prepared.findById(id);
		String newId = back.changeSessionId();
		back.setAttribute("other", "x");
		prepared.save(back);
		assertThat(new String(attributes(newId).get("other"), StandardCharsets.UTF_8)).isEqualTo("\"x\"");
		assertThat(read(prepared, newId)).isEqualTo("changed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a:", "a:x", "a:AAAA", ":AAAAAAAAAAAAAAAAAAAAAA==", "none",
			"a b:AAAAAAAAAAAAAAAAAAAAAA==" })
	void whatIsNoKeyIsRefusedByItsPosition(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.parse(List.of(A, key)))
			.withMessageStartingWith("key number 2 ");
		assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.parse(List.of(key)));
	}

	@Test
	void whatWritesPlainValuesHasToReadThem() {
		assertThatIllegalArgumentException().isThrownBy(() -> repository(false, KeyRing.NONE, A))
			.withMessageContaining("accept-unencrypted");
	}

	@Test
	void aKeyRingTellsNoKey() {
		assertThat(KeyRing.parse(List.of(A, B))).hasToString("KeyRing[a, b]");
		assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.parse(List.of(A, A)));
	}

	private String create(StoredSessionRepository target) {
		StoredSession session = target.createSession();
		session.setAttribute("secret", MARKER);
		target.save(session);
		return session.getId();
	}

	private String changeId(String id) {
		StoredSession session = this.repository.findById(id);
		session.changeSessionId();
		this.repository.save(session);
		return session.getId();
	}

	private static String read(StoredSessionRepository target, String id) {
		return target.findById(id).getAttribute("secret");
	}

	private void copyAll(String from, String to) {
		SessionRecord record = record(from);
		SessionDelta.Builder copy = SessionDelta.create(to, TERMS, Duration.ZERO);
		record.details().forEach(copy::detail);
		record.attributes().forEach(copy::attribute);
		this.store.save(copy.build());
	}

	private Map<String, byte[]> attributes(String id) {
		return record(id).attributes();
	}

	private SessionRecord record(String id) {
		return this.store.find(id).toCompletableFuture().join();
	}

	private StoredSessionRepository repository(boolean acceptPlain, String... keys) {
		return repository("session", acceptPlain, keys);
	}

	private StoredSessionRepository repository(String namespace, boolean acceptPlain, String... keys) {
		AttributeCodec codec = new EnvelopeCodec(CodecSettings.of(List.of(), getClass().getClassLoader()));
		if (keys.length > 0) {
			codec = new EncryptingCodec(codec, KeyRing.parse(List.of(keys)), namespace, acceptPlain);
		}
		return new StoredSessionRepository(this.store, SessionLookup.NONE,
				TestSettings.of(codec, (principal) -> TERMS, (session) -> null, () -> this.now, List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
	}

	private static String key(String id, int value) {
		byte[] bytes = new byte[32];
		bytes[0] = (byte) value;
		return id + ":" + Base64.getEncoder().encodeToString(bytes);
	}

}
