package io.github.redissession;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The star: every arrow points to the root package. Only the auto-configuration sees all,
 * and those who show what the features do see the features.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.redissession";

	/** What shows the features to those who run the application. */
	private static final String[] VIEWS = { ROOT + ".actuate", ROOT + ".health", ROOT + ".metrics" };

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void theRootDependsOnNoSubPackage() {
		noClasses().that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".*..")
			.check(CLASSES);
	}

	@Test
	void featuresDoNotKnowEachOther() {
		slices().matching(ROOT + ".(*)..")
			.should()
			.notDependOnEachOther()
			.ignoreDependency(resideInAPackage(ROOT + ".autoconfigure"), DescribedPredicate.alwaysTrue())
			.ignoreDependency(resideInAnyPackage(VIEWS), DescribedPredicate.alwaysTrue())
			.check(CLASSES);
	}

	@Test
	void nobodyButTheAutoConfigurationKnowsTheViews() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".autoconfigure", VIEWS[0], VIEWS[1], VIEWS[2])
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(VIEWS)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void onlyTheEdgesKnowSpringBoot() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".autoconfigure", ROOT + ".actuate", ROOT + ".health")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	@Test
	void onlyTheRedisPackageKnowsLettuce() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".redis", ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..")
			.check(CLASSES);
	}

	@Test
	void theCoreNeedsNoServletContainer() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".id", ROOT + ".user", ROOT + ".web", ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jakarta.servlet..")
			.check(CLASSES);
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
		methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(CLASSES);
	}

}
