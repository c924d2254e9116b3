package io.github.redissession.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.collection.spi.PersistentBag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.codec.Accounts.Account;
import io.github.redissession.codec.Accounts.Dept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Entities are stored as they are loaded, and storing one never loads anything.
 */
@ExtendWith(OutputCaptureExtension.class)
class HibernateValuesTests {

	private static @Nullable SessionFactory factory;

	@BeforeAll
	static void fillDatabase() {
		factory = Accounts.open("accounts");
	}

	@AfterAll
	static void closeDatabase() {
		factory().close();
	}

	private static SessionFactory factory() {
		assertThat(factory).isNotNull();
		return factory;
	}

	private static EnvelopeCodec codec(AttributeFormat format) {
		return new EnvelopeCodec(CodecSettings
			.of(List.of(HibernateValuesTests.class.getPackageName()), HibernateValuesTests.class.getClassLoader())
			.withFormats(format));
	}

	@ParameterizedTest
	@EnumSource
	void whatIsLoadedIsStoredAndWhatIsNotIsLeftOut(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Account account = session.find(Account.class, 1L);
			Hibernate.initialize(account.loaded);
			assertThat(account.roles).isInstanceOf(PersistentBag.class);
			long statements = factory().getStatistics().getPrepareStatementCount();
			assertStored((Account) codec.decode("a", codec.encode("a", account)));
			UsernamePasswordAuthenticationToken login = UsernamePasswordAuthenticationToken.authenticated(account, null,
					account.getAuthorities());
			SecurityContextImpl read = (SecurityContextImpl) codec.decode("a",
					codec.encode("a", new SecurityContextImpl(login)));
			assertThat(read.getAuthentication()).isNotNull();
			assertStored((Account) read.getAuthentication().getPrincipal());
			assertThat(factory().getStatistics().getPrepareStatementCount()).isEqualTo(statements);
			assertThat(Hibernate.isInitialized(account.tags)).isFalse();
			assertThat(Hibernate.isInitialized(account.dept)).isFalse();
		}
	}

	private static void assertStored(Account read) {
		assertThat(read.username).isEqualTo("alice");
		assertThat(read.roles).isExactlyInstanceOf(ArrayList.class)
			.extracting((role) -> role.name)
			.containsExactly("ADMIN");
		assertThat(read.limits).isExactlyInstanceOf(LinkedHashMap.class).isEqualTo(Map.of("daily", 7));
		assertThat(read.groups).isExactlyInstanceOf(TreeSet.class).containsExactly("a", "b");
		assertThat(read.tags).isExactlyInstanceOf(LinkedHashSet.class).isEmpty();
		assertThat(read.notes).isExactlyInstanceOf(ArrayList.class).isEmpty();
		assertThat(read.dept).isNull();
		assertThat(read.loaded).isExactlyInstanceOf(Dept.class).extracting((dept) -> dept.name).isEqualTo("Stock");
	}

	@ParameterizedTest
	@EnumSource
	void aDetachedEntityIsStoredToo(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		Account account;
		try (Session session = factory().openSession()) {
			account = session.find(Account.class, 1L);
			Hibernate.initialize(account.loaded);
			Hibernate.initialize(account.tags);
		}
		Account read = (Account) codec.decode("a", codec.encode("a", account));
		assertThat(read.tags).isExactlyInstanceOf(LinkedHashSet.class).isEqualTo(Set.of("secret-tag"));
		assertThat(read.notes).isEmpty();
		assertThat(codec.decode("a", codec.encode("a", account.tags))).isEqualTo(new LinkedHashSet<>(account.tags));
		assertThat(codec.decode("a", codec.encode("a", account.loaded))).isExactlyInstanceOf(Dept.class);
	}

	@ParameterizedTest
	@EnumSource
	void aProxyThatIsNotLoadedIsRefusedAsAnAttribute(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Dept dept = session.getReference(Dept.class, 5L);
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> codec.encode("a", dept))
				.withMessageContaining("load it");
			Hibernate.initialize(dept);
			assertThat(codec.decode("a", codec.encode("a", dept))).isExactlyInstanceOf(Dept.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void eachFieldThatIsLeftOutIsLoggedOnce(AttributeFormat format, CapturedOutput output) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Account account = session.find(Account.class, 1L);
			for (int i = 0; i < 3; i++) {
				codec.encode("a", new HashMap<>(Map.of("user", account)));
			}
		}
		for (String field : List.of("tags", "notes", "dept", "loaded")) {
			assertThat(output.toString()
				.split(Account.class.getName().replace("$", "\\$") + "\\." + field + " is not loaded", -1)).hasSize(2);
		}
		assertThat(output).doesNotContain("secret-tag").doesNotContain("An entity");
	}

	@ParameterizedTest
	@EnumSource
	void aReferenceInACollectionIsLoggedWithTheFieldOfTheCollection(AttributeFormat format, CapturedOutput output) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Dept dept = session.getReference(Dept.class, 5L);
			codec.encode("a", new Depts(new ArrayList<>(List.of(dept))));
			assertThat(Hibernate.isInitialized(dept)).isFalse();
		}
		assertThat(output).contains(Depts.class.getName() + ".depts is not loaded");
	}

	record Depts(List<Dept> depts) implements Serializable {
	}

}
