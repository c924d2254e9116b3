package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.ManagedEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Entities whose byte code Hibernate has enhanced are stored like others.
 */
@ExtendWith(OutputCaptureExtension.class)
class EnhancedEntitiesTests {

	private static final EnhancedClasses CLASSES = new EnhancedClasses(LazyCustomer.class, LazyRegion.class);

	private static @Nullable SessionFactory factory;

	@BeforeAll
	static void fillDatabase() {
		SessionFactory created = new Configuration(
				new BootstrapServiceRegistryBuilder().applyClassLoader(CLASSES).build())
			.addAnnotatedClass(type(LazyCustomer.class))
			.addAnnotatedClass(type(LazyRegion.class))
			.setProperty("hibernate.connection.url", "jdbc:h2:mem:customers;DB_CLOSE_DELAY=-1")
			.setProperty("hibernate.hbm2ddl.auto", "create-drop")
			.setProperty("hibernate.generate_statistics", "true")
			.buildSessionFactory();
		factory = created;
		created.inTransaction((session) -> {
			Object region = create(LazyRegion.class, Map.of("id", 5L, "name", "North"));
			Object loaded = create(LazyRegion.class, Map.of("id", 6L, "name", "South"));
			session.persist(region);
			session.persist(loaded);
			session.persist(create(LazyCustomer.class, Map.of("id", 1L, "name", "alice", "biography", "secret-life",
					"region", region, "loaded", loaded, "tags", new HashSet<>(Set.of("secret-tag")))));
		});
	}

	@AfterAll
	static void closeDatabase() {
		factory().close();
	}

	private static SessionFactory factory() {
		assertThat(factory).isNotNull();
		return factory;
	}

	private static Class<?> type(Class<?> type) {
		try {
			return CLASSES.loadClass(type.getName());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object create(Class<?> type, Map<String, Object> fields) {
		Object entity = BeanUtils.instantiateClass(type(type));
		new DirectFieldAccessor(entity).setPropertyValues(fields);
		return entity;
	}

	private static @Nullable Object get(Object entity, String field) {
		return new DirectFieldAccessor(entity).getPropertyValue(field);
	}

	private static EnvelopeCodec codec(AttributeFormat format) {
		return new EnvelopeCodec(
				CodecSettings.of(List.of(EnhancedEntitiesTests.class.getPackageName()), CLASSES).withFormats(format));
	}

	@ParameterizedTest
	@EnumSource
	void whatIsLoadedIsStoredWithoutWhatHibernateAdds(AttributeFormat format, CapturedOutput output) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Object customer = session.find(type(LazyCustomer.class), 1L);
			assertThat(customer).isInstanceOf(ManagedEntity.class);
			Object region = get(customer, "region");
			assertThat(region).isNotNull();
			assertThat(Hibernate.isInitialized(region)).isFalse();
			Hibernate.initialize(get(customer, "loaded"));
			long statements = factory().getStatistics().getPrepareStatementCount();
			byte[] bytes = codec.encode("a", customer);
			Object read = codec.decode("a", bytes);
			Object copy = codec.decode("a", codec.encode("a", read));
			assertThat(factory().getStatistics().getPrepareStatementCount()).isEqualTo(statements);
			assertThat(Hibernate.isInitialized(region)).isFalse();
			assertThat(Hibernate.isPropertyInitialized(customer, "biography")).isFalse();
			assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("hibernate", "secret");
			for (Object each : List.of(read, copy)) {
				assertThat(each).isExactlyInstanceOf(customer.getClass());
				assertThat(get(each, "name")).isEqualTo("alice");
				assertThat(get(each, "biography")).isNull();
				assertThat(get(each, "region")).isNull();
				assertThat(get(each, "loaded")).isExactlyInstanceOf(type(LazyRegion.class))
					.extracting((loaded) -> get(loaded, "name"))
					.isEqualTo("South");
				assertThat((Set<?>) get(each, "tags")).isNullOrEmpty();
			}
		}
		assertThat(output.toString().split("LazyCustomer\\.region is not loaded", -1)).hasSize(2);
		assertThat(output.toString().split("LazyCustomer\\.biography is not loaded", -1)).hasSize(2);
		assertThat(output).doesNotContain("secret-");
	}

	@ParameterizedTest
	@EnumSource
	void whatIsLoadedLaterIsStoredToo(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Object customer = session.find(type(LazyCustomer.class), 1L);
			assertThat(customer).hasToString("alice secret-life [secret-tag] North");
			Object read = codec.decode("a", codec.encode("a", customer));
			assertThat(read).hasToString("alice secret-life [secret-tag] North");
			assertThat(get(read, "tags")).isExactlyInstanceOf(LinkedHashSet.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aReferenceThatIsNotLoadedIsRefusedAsAnAttribute(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		try (Session session = factory().openSession()) {
			Object region = session.getReference(type(LazyRegion.class), 5L);
			assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> codec.encode("a", region))
				.withMessageContaining("load it");
			assertThat(Hibernate.isInitialized(region)).isFalse();
			Hibernate.initialize(region);
			assertThat(get(codec.decode("a", codec.encode("a", region)), "name")).isEqualTo("North");
		}
	}

	@ParameterizedTest
	@EnumSource
	void anEntityThatIsNotInTheDatabaseIsStored(AttributeFormat format) {
		Object region = create(LazyRegion.class, Map.of("id", 7L, "name", "West"));
		EnvelopeCodec codec = codec(format);
		List<?> read = (List<?>) codec.decode("a", codec.encode("a", Arrays.asList(region, region)));
		assertThat(get(read.get(0), "name")).isEqualTo("West");
		assertThat(read.get(0)).isSameAs(read.get(1));
	}

}
