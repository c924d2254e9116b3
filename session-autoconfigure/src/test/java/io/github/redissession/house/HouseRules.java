package io.github.redissession.house;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules that hold the layout of the main code. They take the root package as a
 * parameter, so that a test can see each of them fail on a small house that breaks it.
 *
 * @param root the root package
 */
record HouseRules(String root) {

	static final int MOST_API_TYPES = 32;

	static final int MOST_SPI_TYPES = 24;

	static final int MOST_FILES = 22;

	/**
	 * May be larger. In {@code codec} three types are public, and dividing it would make
	 * nineteen so; {@code autoconfigure} has one small configuration per feature; and
	 * {@code spi} is a list, which has a limit of its own.
	 */
	private static final Set<String> LARGE = Set.of("codec", "autoconfigure", "spi");

	/** What shows the features to those who run the application. */
	private static final String[] VIEWS = { "actuate", "health", "metrics" };

	/**
	 * What the signatures of the API and the SPI may mention of others. An upcaster gets
	 * an old value as the tree that Jackson has read.
	 */
	private static final List<String> FOREIGN = List.of("java.", "javax.", "jakarta.servlet.", "org.springframework.",
			"reactor.", "org.reactivestreams.", "tools.jackson.databind.JsonNode");

	String[] packages(String... names) {
		return Stream.of(names)
			.map((name) -> name.isEmpty() ? this.root : this.root + "." + name)
			.toArray(String[]::new);
	}

	private boolean isApi(JavaClass type) {
		return Set.of(packages("", "query")).contains(type.getPackageName());
	}

	private boolean isSpi(JavaClass type) {
		return type.getPackageName().equals(this.root + ".spi");
	}

	/** The public types that an application calls or implements, a line each. */
	Set<String> publicTypes(JavaClasses all) {
		return all.stream()
			.filter((type) -> isApi(type) || isSpi(type))
			.filter((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
			.map((type) -> (isApi(type) ? "api " : "spi ") + type.getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	ArchRule signaturesMentionOnlyApiAndSpi() {
		return classes()
			.that(DescribedPredicate.describe("belong to the API or the SPI", (type) -> isApi(type) || isSpi(type)))
			.and(DescribedPredicate.describe("are visible", HouseRules::isVisible))
			.should(new ArchCondition<>("mention only API, SPI, the JDK, Spring, Reactor and servlet types") {

				@Override
				public void check(JavaClass type, ConditionEvents events) {
					Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(),
							type.getInterfaces().stream());
					Stream<JavaType> members = type.getMembers()
						.stream()
						.filter((member) -> isVisible(member)
								&& !member.getModifiers().contains(JavaModifier.SYNTHETIC))
						.flatMap(HouseRules::mentioned);
					Stream.concat(supertypes, members)
						.flatMap((mentioned) -> mentioned.getAllInvolvedRawTypes().stream())
						.map(JavaClass::getBaseComponentType)
						.filter((mentioned) -> !mentioned.isPrimitive() && !isApi(mentioned) && !isSpi(mentioned)
								&& FOREIGN.stream().noneMatch(mentioned.getName()::startsWith))
						.distinct()
						.forEach((mentioned) -> events.add(SimpleConditionEvent.violated(type,
								type.getName() + " mentions " + mentioned.getName())));
				}

			});
	}

	private static boolean isVisible(JavaClass type) {
		return isVisible(type.getModifiers()) && type.getEnclosingClass().map(HouseRules::isVisible).orElse(true);
	}

	private static boolean isVisible(JavaMember member) {
		return isVisible(member.getModifiers());
	}

	private static boolean isVisible(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
	}

	private static Stream<JavaType> mentioned(JavaMember member) {
		if (member instanceof JavaCodeUnit unit) {
			return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
		}
		return Stream.of(((JavaField) member).getType());
	}

	/**
	 * The rings, each of which may use those before it: what applications call, what they
	 * implement, the ports, one request, and the features. The building blocks know
	 * nothing of ours.
	 */
	List<ArchRule> rings() {
		return List.of(knows(packages("", "query"), packages("", "query")),
				knows(packages("spi"), packages("", "query", "spi", "async")),
				knows(packages("index"), packages("", "query", "spi", "index", "async")),
				knows(packages("core"), packages("", "query", "spi", "index", "core", "async")),
				knows(packages("async"), packages("async")));
	}

	/**
	 * The link to Redis knows nothing of sessions: the exceptions and building blocks.
	 */
	ArchRule theLinkToRedisKnowsOnlyExceptions() {
		return noClasses().that()
			.resideInAPackage(this.root + ".redis.client")
			.should()
			.dependOnClassesThat(ours("are ours and no exceptions",
					(type) -> !Set.of(packages("redis.client", "async")).contains(type.getPackageName())
							&& !(type.getPackageName().equals(this.root) && isException(outermost(type)))));
	}

	private static boolean isException(JavaClass type) {
		return type.isAssignableTo(Throwable.class);
	}

	private static JavaClass outermost(JavaClass type) {
		return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
	}

	private ArchRule knows(String[] ring, String[] known) {
		return noClasses().that()
			.resideInAnyPackage(ring)
			.should()
			.dependOnClassesThat(
					ours("are ours and of another ring", (type) -> !List.of(known).contains(type.getPackageName())));
	}

	private DescribedPredicate<JavaClass> ours(String description, Predicate<JavaClass> predicate) {
		return DescribedPredicate.describe(description,
				(type) -> (type.getPackageName() + ".").startsWith(this.root + ".") && predicate.test(type));
	}

	/** A feature is a package below the root and all below it. */
	ArchRule featuresDoNotKnowEachOther() {
		return slices().matching(this.root + ".(*)..")
			.should()
			.notDependOnEachOther()
			.ignoreDependency(resideInAnyPackage(packages(subtrees("autoconfigure"))), DescribedPredicate.alwaysTrue())
			.ignoreDependency(resideInAnyPackage(packages(subtrees(VIEWS))), DescribedPredicate.alwaysTrue())
			.ignoreDependency(DescribedPredicate.alwaysTrue(),
					resideInAnyPackage(packages("query", "spi", "index", "core", "async")));
	}

	private static String[] subtrees(String... names) {
		return Stream.of(names).map((name) -> name + "..").toArray(String[]::new);
	}

	/**
	 * Of single packages, and of packages with all below them. The package {@code query}
	 * is of the first ring, what lies below it is a feature.
	 */
	List<ArchRule> noCycles() {
		return List.of(slices().assignedFrom(by("packages", (name) -> name)).should().beFreeOfCycles(),
				slices()
					.assignedFrom(by("trees of packages",
							(name) -> name.equals("query") ? "query (API)" : name.replaceFirst("\\..*", "")))
					.should()
					.beFreeOfCycles());
	}

	private SliceAssignment by(String description, UnaryOperator<String> slice) {
		return new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				String name = type.getPackageName();
				if (!(name + ".").startsWith(HouseRules.this.root + ".")) {
					return SliceIdentifier.ignore();
				}
				String below = name.equals(HouseRules.this.root) ? ""
						: name.substring(HouseRules.this.root.length() + 1);
				return SliceIdentifier.of(slice.apply(below));
			}

			@Override
			public String getDescription() {
				return description;
			}

		};
	}

	/**
	 * Lettuce and Spring Data Redis; the auto-configuration chooses the connection.
	 */
	ArchRule onlyRedisKnowsLettuce() {
		return noClasses().that()
			.resideOutsideOfPackages(packages("redis..", "autoconfigure"))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..")
			.allowEmptyShould(true);
	}

	ArchRule onlyTheEdgesKnowSpringBoot() {
		return noClasses().that()
			.resideOutsideOfPackages(packages("autoconfigure", "actuate", "health"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.allowEmptyShould(true);
	}

	/** A servlet container is optional. */
	ArchRule onlyTheWebKnowsServlets() {
		return noClasses().that()
			.resideOutsideOfPackages(packages("id", "user", "web", "web.flash", "websocket", "autoconfigure"))
			.and()
			.doNotHaveSimpleName("CurrentUserSessions")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jakarta.servlet..")
			.allowEmptyShould(true);
	}

	ArchRule onlyTheAutoConfigurationKnowsTheViews() {
		return noClasses().that()
			.resideOutsideOfPackages(packages("autoconfigure", VIEWS[0], VIEWS[1], VIEWS[2]))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(packages(VIEWS))
			.allowEmptyShould(true);
	}

	ArchRule packagesAreSmall() {
		return classes().that(DescribedPredicate.describe("are files", (type) -> type.isTopLevelClass()))
			.should(new ArchCondition<>("share their package with fewer than " + MOST_FILES + " others") {

				@Override
				public void check(JavaClass type, ConditionEvents events) {
					String name = type.getPackageName();
					if (LARGE.stream().anyMatch((large) -> name.equals(HouseRules.this.root + "." + large))) {
						return;
					}
					List<String> files = type.getPackage()
						.getClasses()
						.stream()
						.filter((file) -> file.isTopLevelClass() && !file.isArray())
						.map(JavaClass::getName)
						.sorted()
						.toList();
					if (files.get(0).equals(type.getName())) {
						events.add(new SimpleConditionEvent(type, files.size() <= MOST_FILES,
								name + " has " + files.size() + " files"));
					}
				}

			});
	}

	/**
	 * Every store and every layer passes the contract of all stores: a test that extends
	 * it uses the store, itself or by another class of the tests.
	 * @param store the name of the store's interface
	 * @param contract the name of the contract
	 * @param tests the test classes
	 */
	ArchRule everyStorePassesTheContract(String store, String contract, JavaClasses tests) {
		List<JavaClass> contracts = tests.stream()
			.filter((test) -> test.isAssignableTo(contract) && !test.getName().equals(contract))
			.toList();
		return classes().that()
			.areAssignableTo(store)
			.and()
			.areNotInterfaces()
			.and()
			.doNotHaveModifier(JavaModifier.ABSTRACT)
			.should(new ArchCondition<>("have a test that extends " + contract) {

				@Override
				public void check(JavaClass type, ConditionEvents events) {
					boolean tested = contracts.stream()
						.flatMap((test) -> Stream.concat(uses(test),
								uses(test).filter(tests::contain).map(tests::get).flatMap(HouseRules::uses)))
						.anyMatch(type.getName()::equals);
					events.add(new SimpleConditionEvent(type, tested, type.getName() + " is " + (tested ? "" : "not ")
							+ "used by a test that extends " + contract));
				}

			});
	}

	private static Stream<String> uses(JavaClass type) {
		return type.getDirectDependenciesFromSelf().stream().map((dependency) -> dependency.getTargetClass().getName());
	}

	/** Spring Boot asks for it. */
	List<ArchRule> autoConfigurationsAreFinalWithoutPublicMembers(Class<? extends Annotation> annotation) {
		return List.of(
				classes().that()
					.areAnnotatedWith(annotation)
					.should()
					.bePublic()
					.andShould()
					.haveModifier(JavaModifier.FINAL),
				methods().that().areDeclaredInClassesThat().areAnnotatedWith(annotation).should().notBePublic());
	}

}
