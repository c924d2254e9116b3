package io.github.redissession.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.smile.SmileMapper;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * A hundred thousand damaged and malicious values in all formats: each is a value or is
 * refused, soon and without much memory.
 */
class FuzzTests {

	private static final int ROUNDS = 100_000;

	/** Inflating may take 16 MB at most, in steps that double. */
	private static final long MAX_ALLOCATED = 100L * 1024 * 1024;

	private static final CodecSettings SETTINGS = CodecSettings
		.of(List.of(FuzzTests.class.getPackageName()), FuzzTests.class.getClassLoader())
		.withFormats(AttributeFormat.JSON, AttributeFormat.values());

	private static final AttributeCodec CODEC = new EnvelopeCodec(SETTINGS);

	private static final List<String> GADGETS = List.of("com.sun.rowset.JdbcRowSetImpl",
			"com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
			"org.springframework.context.support.ClassPathXmlApplicationContext",
			"org.springframework.aop.support.DefaultBeanFactoryPointcutAdvisor",
			"org.springframework.beans.factory.config.PropertyPathFactoryBean",
			"org.apache.catalina.users.MemoryUserDatabaseFactory",
			"ch.qos.logback.core.db.DriverManagerConnectionSource", "java.lang.Runtime", "java.lang.ProcessBuilder",
			"java.lang.Class", "java.io.File", "java.net.URLClassLoader", "java.util.logging.FileHandler",
			"javax.script.ScriptEngineManager", "javax.naming.InitialContext",
			"org.springframework.security.web.FilterChainProxy", "[Ljava.lang.Class;",
			"java.rmi.server.UnicastRemoteObject", "java.rmi.registry.LocateRegistry", "sun.rmi.server.UnicastRef",
			"javax.naming.ldap.Rdn$RdnEntry", "javax.naming.spi.ContinuationDirContext",
			"javax.management.BadAttributeValueExpException", "javax.swing.UIDefaults$ProxyLazyValue",
			"javax.imageio.ImageIO$ContainsFilter", "com.sun.jndi.rmi.registry.ReferenceWrapper",
			"com.sun.syndication.feed.impl.ObjectBean", "com.sun.org.apache.bcel.internal.util.ClassLoader",
			"sun.misc.Unsafe", "jdk.jshell.JShell", "java.security.SignedObject", "java.beans.EventHandler",
			"java.lang.invoke.MethodHandle", "java.lang.Thread",
			"org.apache.commons.collections.functors.InvokerTransformer",
			"org.apache.commons.collections.functors.ChainedTransformer", "org.apache.commons.collections.map.LazyMap",
			"org.apache.commons.collections.keyvalue.TiedMapEntry",
			"org.apache.commons.collections4.functors.InvokerTransformer",
			"org.apache.commons.collections4.comparators.TransformingComparator",
			"org.apache.commons.beanutils.BeanComparator", "org.apache.commons.configuration.JNDIConfiguration",
			"org.codehaus.groovy.runtime.ConvertedClosure", "org.codehaus.groovy.runtime.MethodClosure", "bsh.XThis",
			"clojure.lang.PersistentArrayMap", "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource",
			"com.zaxxer.hikari.HikariConfig", "org.hibernate.engine.spi.TypedValue", "org.python.core.PyObject",
			"org.springframework.aop.framework.JdkDynamicAopProxy", "org.springframework.beans.factory.ObjectFactory",
			"kotlin.SynchronizedLazyImpl", "kotlin.io.path.PathsKt");

	/** As an application sets it that stores JavaMoney and JSF's state. */
	private static final EnvelopeCodec WIDE = new EnvelopeCodec(CodecSettings
		.of(List.of(FuzzTests.class.getPackageName(), "org.springframework.web.util", "com.example", "kotlinx",
				"javax.money", "com.sun.faces"), FuzzTests.class.getClassLoader())
		.withFormats(AttributeFormat.JSON, AttributeFormat.values()));

	@Test
	void aHundredThousandDamagedValuesAreRefusedOrRead() {
		Random random = new Random(7);
		List<byte[]> valid = valid();
		int[] refused = new int[1];
		assertTimeout(Duration.ofSeconds(60), () -> {
			long most = 0;
			for (int i = 0; i < ROUNDS; i++) {
				byte[] bytes = damage(valid.get(random.nextInt(valid.size())), valid, random);
				long before = allocated();
				if (!isRead(bytes)) {
					refused[0]++;
				}
				most = Math.max(most, allocated() - before);
			}
			assertThat(most).as("bytes allocated for the worst of them").isLessThan(MAX_ALLOCATED);
		});
		assertThat(refused[0]).isBetween(ROUNDS / 4, ROUNDS);
	}

	static Stream<String> gadgets() {
		return GADGETS.stream();
	}

	@ParameterizedTest
	@MethodSource("gadgets")
	void aTypeThatIsNotAllowedIsRefusedInEveryFormat(String type) throws IOException {
		for (String json : List.of("{\"@%s\":{}}", "{\"@%s\":\"x\"}", "[{\"@%s\":[1]}]",
				"{\"@=\":[{\"@%s\":{}}],\"@\":{\"@=\":0}}", "{\"@=\":[[]],\"@\":{\"@%s\":{\"a\":{\"@=\":0}}}}")) {
			Object tree = new JsonMapper().readValue(json.formatted(type), Object.class);
			assertRefused(json.formatted(type).getBytes(StandardCharsets.UTF_8));
			assertRefused(marked(AttributeFormat.SMILE, new SmileMapper().writeValueAsBytes(tree)));
			assertRefused(marked(AttributeFormat.CBOR, new CBORMapper().writeValueAsBytes(tree)));
		}
		assertRefused(named(type));
	}

	@ParameterizedTest
	@MethodSource("gadgets")
	void aTypeThatIsNotAllowedIsRefusedWhereverItStands(String type) {
		for (String json : List.of("{\"@%s\":{}}", "{\"@%s\":\"x\"}", "{\"@%s\":[\"x\"]}", "{\"@%s[]\":[]}",
				"{\"@EnumSet<%s>\":[]}", "{\"@EnumMap<%s>\":{}}", "[1,{\"@%s\":{}}]", "{\"a\":{\"@%s\":{}}}",
				"{\"@List.of\":[{\"@%s\":{}}]}", "{\"@" + Shop.Box.class.getName() + "\":{\"content\":{\"@%s\":{}}}}",
				"{\"@%s#2\":{}}")) {
			assertRefused(json.formatted(type).getBytes(StandardCharsets.UTF_8));
		}
		for (String ignored : List.of("[\"%s\",{}]", "{\"@class\":\"%s\"}",
				"{\"class\":\"%s\",\"x\":{\"@type\":\"%1$s\"}}")) {
			byte[] bytes = ignored.formatted(type).getBytes(StandardCharsets.UTF_8);
			if (isRead(bytes)) {
				assertThat(CODEC.decode("a", bytes)).isInstanceOfAny(ArrayList.class, HashMap.class);
			}
		}
	}

	@Test
	void gadgetsOfJavaSerializationAreRefused() throws Exception {
		Map<Object, Object> lookup = new HashMap<>();
		lookup.put(new URL("http://127.0.0.1:1/"), "x");
		PriorityQueue<String> queue = new PriorityQueue<>((Comparator<String> & Serializable) String::compareTo);
		queue.add("a");
		Object proxy = Proxy.newProxyInstance(FuzzTests.class.getClassLoader(), new Class<?>[] { Runnable.class },
				(java.lang.reflect.InvocationHandler & java.io.Serializable) (self, method, arguments) -> null);
		for (Object gadget : List.of(lookup, queue, proxy, nestedSets(100), new java.io.File("x"),
				new javax.management.BadAttributeValueExpException("x"), new URL("http://127.0.0.1:1/"), String.class,
				new Object[][] { { new java.io.File("x") } })) {
			assertRefused(serialized(gadget));
		}
	}

	@Test
	void aClassThatSaysItIsAHugeArrayIsRefused() throws IOException {
		byte[] bytes = serialized(new long[1]);
		for (int i = bytes.length - 12; i < bytes.length - 8; i++) {
			bytes[i] = 0x7f;
		}
		assertRefused(bytes);
		long before = allocated();
		assertRefused(bytes);
		assertThat(allocated() - before).isLessThan(1024 * 1024);
	}

	@Test
	void deepNestingIsRefusedInEveryFormat() {
		for (int depth : new int[] { 1000, 100_000, 5_000_000 }) {
			for (String open : List.of("[", "{\"a\":", "{\"@List.of\":[", "{\"@Optional\":[")) {
				assertRefused(open.repeat(depth).getBytes(StandardCharsets.UTF_8));
			}
			assertRefused(filled(depth, (byte) 2, (byte) 0x81));
			assertRefused(filled(depth, (byte) 1, (byte) ':', (byte) ')', (byte) '\n', (byte) 1, (byte) 0xf8));
		}
	}

	@Test
	void hugeNumbersAndStringsAreRefused() {
		byte[] digits = filled(100_000_000, (byte) '1');
		long before = allocated();
		assertTimeout(Duration.ofSeconds(10), () -> {
			assertRefused(digits);
			assertRefused(filled(100_000_000, (byte) '"', (byte) 'x'));
			assertRefused(Arrays.copyOf(digits, 15_000_000));
			for (String type : List.of("BigDecimal", "BigInteger", "Instant", "Duration", "Year")) {
				assertRefused(
						("{\"@" + type + "\":\"" + "9".repeat(10_000_000) + "\"}").getBytes(StandardCharsets.UTF_8));
				assertRefused(("{\"@" + type + "\":" + "9".repeat(1_000_000) + "}").getBytes(StandardCharsets.UTF_8));
			}
			assertThat(isRead("1e9999999999".getBytes(StandardCharsets.UTF_8))).as("infinity costs nothing").isTrue();
		});
		// Two codecs have read them.
		assertThat(allocated() - before).isLessThan(2 * 1024L * 1024 * 1024);
	}

	private static List<byte[]> valid() {
		List<byte[]> valid = new ArrayList<>();
		for (AttributeFormat format : AttributeFormat.values()) {
			AttributeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format, AttributeFormat.values()));
			AttributeCodec compressing = new EnvelopeCodec(
					SETTINGS.withFormats(format, AttributeFormat.values()).withCompressionAbove(10));
			for (Object value : Samples.all().values()) {
				try {
					valid.add(codec.encode("a", value));
					valid.add(compressing.encode("a", value));
				}
				catch (AttributeNotStorableException ex) {
					// Not everything can be serialized by Java.
				}
			}
		}
		valid.removeIf((bytes) -> bytes.length > 5000);
		return valid;
	}

	private static byte[] damage(byte[] original, List<byte[]> others, Random random) {
		byte[] bytes = original.clone();
		switch (random.nextInt(6)) {
			case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
			case 1 -> bytes[0] = (byte) random.nextInt(20);
			case 2 -> {
				byte[] other = others.get(random.nextInt(others.size()));
				int from = random.nextInt(bytes.length);
				System.arraycopy(other, 0, bytes, from, Math.min(other.length, bytes.length - from));
			}
			case 3 -> {
				bytes = Arrays.copyOf(bytes, bytes.length + 8);
				bytes[bytes.length - 1] = (byte) random.nextInt();
			}
			default -> {
				for (int i = 0; i <= random.nextInt(4); i++) {
					bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
				}
			}
		}
		return bytes;
	}

	private static boolean isRead(byte[] bytes) {
		try {
			assertThat(CODEC.decode("a", bytes)).isNotNull();
			return true;
		}
		catch (AttributeNotReadableException ex) {
			assertThat(ex.getMessage()).startsWith("Session attribute 'a'").hasSizeLessThan(1000);
			return false;
		}
	}

	private static void assertRefused(byte[] bytes) {
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> CODEC.decode("a", bytes));
		assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> WIDE.decode("a", bytes));
	}

	/**
	 * Sets in sets, each of which is in two others, so that a hash code costs twice as
	 * much with every level.
	 */
	private static Set<Object> nestedSets(int depth) {
		Set<Object> root = new HashSet<>();
		Set<Object> first = root;
		Set<Object> second = new HashSet<>();
		for (int i = 0; i < depth; i++) {
			Set<Object> left = new HashSet<>();
			Set<Object> right = new HashSet<>();
			left.add("x");
			first.add(left);
			first.add(right);
			second.add(left);
			second.add(right);
			first = left;
			second = right;
		}
		return root;
	}

	private static byte[] serialized(Object value) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(AttributeFormat.JDK.mark());
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		return bytes.toByteArray();
	}

	private static byte[] marked(AttributeFormat format, byte[] content) {
		byte[] bytes = new byte[content.length + 1];
		bytes[0] = (byte) format.mark();
		System.arraycopy(content, 0, bytes, 1, content.length);
		return bytes;
	}

	/**
	 * Returns a stream with an object of a class that need not exist here.
	 */
	private static byte[] named(String type) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(AttributeFormat.JDK.mark());
		try (ObjectOutputStream out = new ObjectOutputStream(bytes) {

			@Override
			protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
				writeUTF(type);
				writeLong(1);
				writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
				writeShort(0);
			}

		}) {
			out.writeObject(new Empty());
		}
		return bytes.toByteArray();
	}

	/**
	 * Has no fields, so that it can pass for any class.
	 */
	private static final class Empty implements Serializable {

		private static final long serialVersionUID = 1L;

	}

	private static byte[] filled(int length, byte... start) {
		byte[] bytes = new byte[length + start.length];
		Arrays.fill(bytes, start[start.length - 1]);
		System.arraycopy(start, 0, bytes, 0, start.length);
		return bytes;
	}

	private static long allocated() {
		return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
	}

}
