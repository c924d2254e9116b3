package io.github.redissession.house;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The layout of the main code, as docs/design.md draws it.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.redissession";

	private static final JavaClasses CLASSES = classesBeside(SessionStore.class);

	private final HouseRules rules = new HouseRules(ROOT);

	@Test
	void signaturesOfTheApiAndTheSpiMentionOnlyThese() {
		this.rules.signaturesMentionOnlyApiAndSpi().check(CLASSES);
	}

	/**
	 * A type that becomes public, or is not any more, has to be written down in
	 * {@code api.txt}, in the same commit.
	 */
	@Test
	void theApiAndTheSpiAreAsListed() throws IOException {
		try (InputStream list = Objects.requireNonNull(getClass().getResourceAsStream("/api.txt"))) {
			Set<String> listed = new TreeSet<>(
					List.of(new String(list.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n")));
			assertThat(this.rules.publicTypes(CLASSES)).containsExactlyElementsOf(listed);
			assertThat(listed).filteredOn((type) -> type.startsWith("api "))
				.hasSizeLessThanOrEqualTo(HouseRules.MOST_API_TYPES);
			assertThat(listed).filteredOn((type) -> type.startsWith("spi "))
				.hasSizeLessThanOrEqualTo(HouseRules.MOST_SPI_TYPES);
		}
	}

	@Test
	void eachRingKnowsOnlyThoseInside() {
		this.rules.rings().forEach((rule) -> rule.check(CLASSES));
	}

	@Test
	void theLinkToRedisKnowsOnlyExceptions() {
		this.rules.theLinkToRedisKnowsOnlyExceptions().check(CLASSES);
	}

	@Test
	void featuresDoNotKnowEachOther() {
		this.rules.featuresDoNotKnowEachOther().check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCyclesAtEveryDepth() {
		this.rules.noCycles().forEach((rule) -> rule.check(CLASSES));
	}

	@Test
	void onlyRedisKnowsLettuce() {
		this.rules.onlyRedisKnowsLettuce().check(CLASSES);
	}

	@Test
	void onlyTheEdgesKnowSpringBoot() {
		this.rules.onlyTheEdgesKnowSpringBoot().check(CLASSES);
	}

	@Test
	void onlyTheWebKnowsServlets() {
		this.rules.onlyTheWebKnowsServlets().check(CLASSES);
	}

	@Test
	void onlyTheAutoConfigurationKnowsTheViews() {
		this.rules.onlyTheAutoConfigurationKnowsTheViews().check(CLASSES);
	}

	@Test
	void noPackageIsADrawer() {
		this.rules.packagesAreSmall().check(CLASSES);
	}

	@Test
	void everyStorePassesTheContract() {
		this.rules
			.everyStorePassesTheContract(SessionStore.class.getName(), SessionStoreContract.class.getName(),
					classesBeside(SessionStoreContract.class))
			.check(CLASSES);
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		this.rules.autoConfigurationsAreFinalWithoutPublicMembers(AutoConfiguration.class)
			.forEach((rule) -> rule.check(CLASSES));
	}

	/** All classes of the folder that holds a class. */
	private static JavaClasses classesBeside(Class<?> type) {
		return new ClassFileImporter().importUrl(type.getProtectionDomain().getCodeSource().getLocation());
	}

}
