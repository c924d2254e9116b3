package io.github.redissession.codec

import java.io.Serializable
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.Instant

/** What a Kotlin application keeps in its session. */
object KotlinSamples {

	/** Comes back equal, of the same class. */
	@JvmStatic
	fun values(): List<Any> = listOf(
		Pair(1, "x"), Triple(1L, null, listOf("a")), 1 to (2 to 3), Unit,
		emptyList<String>(), emptySet<String>(), emptyMap<String, Int>(),
		buildList { add(1L); add("x") }, buildList<Int> { }, buildSet { add("a") }, buildMap { put("a", 1L); put("b", 2L) },
		listOf(1), listOf(1, 2), setOf(1), setOf(1, 2), mapOf(1 to 2), mapOf("a" to 1, "b" to 2), arrayListOf(1),
		hashSetOf(1), linkedMapOf(1 to 2), kotlin.collections.ArrayDeque(listOf(1, "a")),
		1u, UInt.MAX_VALUE, 1uL, ULong.MAX_VALUE, 1.toUByte(), 1.toUShort(),
		5.seconds, Duration.INFINITE, Instant.fromEpochSeconds(5, 123456789),
		1..5, 5L..1L, 'a'..'z', Int.MIN_VALUE..Int.MAX_VALUE,
		SampleId(5), Email("a@b"), Tags(listOf("a")), Wrapped(SampleId(1)),
		WithValue(SampleId(5)), WithValues(SampleId(1), null, Email("x"), 5u, ULong.MAX_VALUE, 5.seconds, 1),
		Defaults(), Defaults("y"), Defaults(tags = listOf("t")), Required("x"), Mutable("x").apply { count = 5 },
		Generic(5L), Node(Node(null, "b"), "a"), State.Idle, State.Busy(5), State.Done, Plain("x"), Event(Instant.DISTANT_PAST),
		Containers(emptyList(), emptySet(), emptyMap(), kotlin.collections.ArrayDeque(), 1 to "a", 1..2),
		Containers(buildList { add("x") }, buildSet { add("x") }, buildMap { put("x", 1L) },
			kotlin.collections.ArrayDeque(listOf("x")), 1 to "a", 1..2),
		Color.RED, JavaRecord("x"), Child("a", 5),
	)

	/** Comes back as the same instance. */
	@JvmStatic
	fun objects(): List<Any> = listOf(State.Idle, State.Done, Settings, Unit, emptyList<Int>(), emptySet<Int>(),
		emptyMap<Int, Int>(), Registry.Entry, SerializableObject)

	@JvmStatic
	fun lazily(): Lazily = Lazily("x")

	@JvmStatic
	fun lengthOf(lazily: Lazily): Int = lazily.length

	@JvmStatic
	fun regex(): Regex = Regex("a.b", setOf(RegexOption.IGNORE_CASE, RegexOption.MULTILINE))

	@JvmStatic
	fun patternOf(regex: Regex): Pair<String, Set<RegexOption>> = regex.pattern to regex.options

	@JvmStatic
	fun failure(): Any = Result.failure<String>(IllegalStateException("s3cr3t"))

	@JvmStatic
	fun same(list: MutableList<String>): Any = Pair(list, list)

}

sealed interface State {

	object Idle : State

	data class Busy(val since: Long) : State

	data object Done : State

}

object Settings {

	var name: String = "x"

}

object SerializableObject : Serializable {

	private fun readResolve(): Any = SerializableObject

}

class Registry {

	companion object Entry

}

@JvmInline
value class SampleId(val value: Long)

@JvmInline
value class Email(val text: String)

@JvmInline
value class Tags(val tags: List<String>)

@JvmInline
value class Wrapped(val id: SampleId)

data class WithValue(val id: SampleId)

data class WithValues(val id: SampleId, val other: SampleId?, val email: Email, val count: UInt, val large: ULong,
	val duration: Duration, val plain: Int)

data class Defaults(val name: String = "x", val tags: List<String> = emptyList(), val id: SampleId = SampleId(1))

data class Required(val name: String, val size: Int = 5, val tags: Set<String> = emptySet())

data class Mutable(val name: String) {

	var count: Int = 0

}

data class Generic<T>(val content: T)

data class Node(val next: Node?, val name: String)

class Plain(private val name: String) {

	override fun equals(other: Any?) = other is Plain && other.name == name

	override fun hashCode() = name.hashCode()

}

data class Event(val at: Instant)

data class Containers(val list: List<String>, val set: Set<String>, val map: Map<String, Long>,
	val deque: kotlin.collections.ArrayDeque<String>, val pair: Pair<Int, String>, val range: IntRange)

enum class Color { RED }

@JvmRecord
data class JavaRecord(val name: String)

open class Parent(val name: String)

class Child(name: String, val age: Int) : Parent(name) {

	constructor() : this("", 0)

	override fun equals(other: Any?) = other is Child && other.name == name && other.age == age

	override fun hashCode() = age

}

class Lazily(val name: String) {

	val length: Int by lazy { name.length }

}
