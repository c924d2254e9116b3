package io.github.redissession.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import javax.tools.ToolProvider;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Sees each rule of the house fail on a house that breaks it, and pass on one that does
 * not.
 */
class HouseRulesTests {

	private final HouseRules rules = new HouseRules("shop");

	@TempDir
	Path folder;

	@Test
	void aSignatureOfTheApiMustNotMentionWhatRuns() throws IOException {
		JavaClasses broken = compiled(
				"package shop; public interface Cart { java.util.List<shop.core.Hidden> hidden(); }",
				"package shop.core; public class Hidden { }");
		assertFails(this.rules.signaturesMentionOnlyApiAndSpi(), broken, "shop.Cart mentions shop.core.Hidden");
	}

	@Test
	void aSignatureThatNobodySeesMayMentionAnything() throws IOException {
		assertPasses(this.rules.signaturesMentionOnlyApiAndSpi(),
				compiled("package shop; public class Cart { shop.core.Hidden hidden; }",
						"package shop.core; public class Hidden { }"));
	}

	@Test
	void aPublicTypeOfTheApiOrTheSpiIsListed() throws IOException {
		assertThat(this.rules.publicTypes(compiled("package shop; public class Cart { }",
				"package shop; class Inside { }", "package shop.query; public class Query { }",
				"package shop.spi; public class Port { }", "package shop.core; public class Runs { }")))
			.containsExactly("api shop.Cart", "api shop.query.Query", "spi shop.spi.Port");
	}

	@Test
	void aRingMustNotKnowAnOuterOne() throws IOException {
		String[][] broken = {
				{ "package shop; class Cart { shop.spi.Port port; }", "package shop.spi; public class Port { }" },
				{ "package shop.spi; class Port { shop.index.Index index; }",
						"package shop.index; public class Index { }" },
				{ "package shop.index; class Index { shop.core.Runs runs; }",
						"package shop.core; public class Runs { }" },
				{ "package shop.core; class Runs { shop.user.User user; }",
						"package shop.user; public class User { }" },
				{ "package shop.async; class Loop { shop.Cart cart; }", "package shop; public class Cart { }" } };
		for (int ring = 0; ring < broken.length; ring++) {
			assertFails(this.rules.rings().get(ring), compiled(broken[ring]), "was violated (1 times)");
		}
	}

	@Test
	void theLinkToRedisMayKnowAnExceptionAndNothingElse() throws IOException {
		ArchRule rule = this.rules.theLinkToRedisKnowsOnlyExceptions();
		assertFails(rule, compiled("package shop.redis.client; class Link { shop.redis.Hash hash; }",
				"package shop.redis; public class Hash { }"), "shop.redis.Hash");
		assertPasses(rule,
				compiled("package shop.redis.client; class Link { shop.Failure failure; }",
						"package shop; public class Failure extends RuntimeException { "
								+ "private static final long serialVersionUID = 1L; }"));
	}

	@Test
	void aFeatureMustNotKnowAnother() throws IOException {
		ArchRule rule = this.rules.featuresDoNotKnowEachOther();
		String user = "package shop.user; public class User { }";
		assertFails(rule, compiled("package shop.cache; class Cache { shop.user.User user; }", user), "shop.user.User");
		assertPasses(rule, compiled("package shop.metrics; class Meters { shop.user.User user; }", user));
	}

	@Test
	void packagesMustNotNeedEachOther() throws IOException {
		assertFails(this.rules.noCycles().get(0),
				compiled("package shop.redis; public class Store { shop.redis.client.Link link; }",
						"package shop.redis.client; public class Link { shop.redis.Store store; }"),
				"Cycle detected");
	}

	@Test
	void treesOfPackagesMustNotNeedEachOther() throws IOException {
		String[] broken = { "package shop.cache.a; public class A { shop.user.b.B b; }",
				"package shop.user.b; public class B { }", "package shop.user.c; class C { shop.cache.d.D d; }",
				"package shop.cache.d; public class D { }" };
		assertPasses(this.rules.noCycles().get(0), compiled(broken));
		assertFails(this.rules.noCycles().get(1), compiled(broken), "Cycle detected");
	}

	@Test
	void onlyWhatIsBelowRedisMayKnowLettuce() throws IOException {
		ArchRule rule = this.rules.onlyRedisKnowsLettuce();
		assertFails(rule, compiled("package shop.cache; class Cache { io.lettuce.core.RedisClient client; }"),
				"io.lettuce.core.RedisClient");
		assertFails(rule, compiled(
				"package shop.cache; class Cache { org.springframework.data.redis.connection.RedisConnection it; }"),
				"RedisConnection");
		assertPasses(rule, compiled("package shop.redis.client; class Link { io.lettuce.core.RedisClient client; }"));
	}

	@Test
	void onlyTheEdgesMayKnowSpringBoot() throws IOException {
		ArchRule rule = this.rules.onlyTheEdgesKnowSpringBoot();
		String field = " { org.springframework.boot.SpringApplication it; }";
		assertFails(rule, compiled("package shop.cache; class Cache" + field), "SpringApplication");
		assertPasses(rule, compiled("package shop.actuate; class Endpoint" + field));
	}

	@Test
	void onlyTheWebMayKnowServlets() throws IOException {
		ArchRule rule = this.rules.onlyTheWebKnowsServlets();
		String field = " { jakarta.servlet.http.HttpSession it; }";
		assertFails(rule, compiled("package shop; class Cart" + field), "HttpSession");
		assertPasses(rule,
				compiled("package shop; class CurrentUserSessions" + field, "package shop.web; class Page" + field));
	}

	@Test
	void onlyTheAutoConfigurationMayKnowTheViews() throws IOException {
		ArchRule rule = this.rules.onlyTheAutoConfigurationKnowsTheViews();
		String view = "package shop.metrics; public class Meters { }";
		assertFails(rule, compiled("package shop.cache; class Cache { shop.metrics.Meters it; }", view), "Meters");
		assertPasses(rule, compiled("package shop.autoconfigure; class Beans { shop.metrics.Meters it; }", view));
	}

	@Test
	void aPackageMustNotBecomeADrawer() throws IOException {
		ArchRule rule = this.rules.packagesAreSmall();
		assertPasses(rule, compiled(types("shop.cache", HouseRules.MOST_FILES)));
		assertFails(rule, compiled(types("shop.cache", HouseRules.MOST_FILES + 1)), "shop.cache has 23 files");
		assertPasses(rule, compiled(types("shop.codec", HouseRules.MOST_FILES + 1)));
	}

	private static String[] types(String name, int number) {
		return IntStream.range(0, number)
			.mapToObj((type) -> ((type == 0) ? "package %s; enum Type%d { ONE }" : "package %s; class Type%d { }")
				.formatted(name, type))
			.toArray(String[]::new);
	}

	@Test
	void aStoreMustNotGoUntested() throws IOException {
		String store = "package shop.spi; public interface Store { }";
		String layer = "package shop.cache; public class Layer implements shop.spi.Store { }";
		String contract = "package shop.spi; public abstract class Contract { protected abstract Store store(); }";
		String test = "package shop.cache; class LayerTests extends shop.spi.Contract { "
				+ "protected shop.spi.Store store() { return new Layer(); } }";
		JavaClasses untested = compiled(store, layer, contract);
		assertFails(this.rules.everyStorePassesTheContract("shop.spi.Store", "shop.spi.Contract", untested), untested,
				"shop.cache.Layer is not used by a test");
		JavaClasses tested = compiled(store, layer, contract, test);
		assertPasses(this.rules.everyStorePassesTheContract("shop.spi.Store", "shop.spi.Contract", tested), tested);
	}

	@Test
	void anAutoConfigurationMustBeFinalAndHaveNoPublicMethod() throws IOException {
		List<ArchRule> both = this.rules.autoConfigurationsAreFinalWithoutPublicMembers(Deprecated.class);
		JavaClasses broken = compiled("package shop; @Deprecated public class Beans { public void bean() { } }");
		assertFails(both.get(0), broken, "FINAL");
		assertFails(both.get(1), broken, "bean");
	}

	private static void assertFails(ArchRule rule, JavaClasses classes, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.allowEmptyShould(true).check(classes))
			.withMessageContaining(message);
	}

	private static void assertPasses(ArchRule rule, JavaClasses classes) {
		assertThatNoException().isThrownBy(() -> rule.allowEmptyShould(true).check(classes));
	}

	/**
	 * Compiles a small house.
	 * @param sources a public or package-private type each
	 */
	private JavaClasses compiled(String... sources) throws IOException {
		Path house = Files.createTempDirectory(this.folder, "house");
		List<String> arguments = new ArrayList<>(List.of("-d", house.toString(), "-proc:none", "-nowarn"));
		for (String source : sources) {
			String type = source.replaceFirst("(?s).*?\\b(?:class|interface|enum) (\\w+).*", "$1");
			Path file = Files
				.createDirectories(house.resolve("src").resolve(source.replaceFirst("(?s)package ([\\w.]+);.*", "$1")))
				.resolve(type + ".java");
			arguments.add(Files.writeString(file, source).toString());
		}
		int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
		assertThat(result).as(String.join("\n", sources)).isZero();
		return new ClassFileImporter().importPath(house);
	}

}
