/**
 * Encodes session attributes as JSON or in another format and decodes them without loss,
 * for allowed types only.
 * <p>
 * A value passes these classes from top to bottom when it is written, and in the other
 * direction when it is read: <pre>
 * EnvelopeCodec        chooses the format (FormatRules), compresses (Compression), lets
 *                      codecs of the application go first (NamedCodecs)
 * StandIns             what is written instead of a value: without secrets (SecurityTypes,
 *                      *Secrets), without a proxy or a view (HibernateValues,
 *                      EnhancedEntities, CollectionViews; LeftOutLog), another exception
 *                      (ForeignLoginFailures)
 * ValueFormat          JacksonFormat for JSON, SmileFormat and CborFormat; JdkFormat, which
 *                      writes what Java cannot serialize as StoredFailure, StoredPart and
 *                      StoredJson (ReplacedObjects finds it)
 * CodecModule          Jackson's rules: WritingRules and ReadingRules choose serializers
 *                      and deserializers, DeclaredTyping decides where a type id is needed
 * SharedForm           an object in several places is written once: RepeatFinder,
 *                      SharedOrder, SharedObjects, ReferenceDeserializer
 * RoundTripCheck       reads back the first value of each class: OwnSerialization
 * </pre>
 * <p>
 * What a value may be: <pre>
 * AllowedTypes         the classes that may be written and read at all: JdkClasses; for
 *                      the advice MissingTypes and ProcessLocks (ObjectWalk)
 * JdkTypes             the classes known by short ids (TypeIds, TypeIdSerializer,
 *                      TypeIdDeserializer, TypeSchemas for renamed ones), each as text
 *                      (TextScalar: ValueText, LocaleText, CalendarText, AddressText,
 *                      SqlText, QuietUrl), as a container (ContainerKind, ContainerOrder,
 *                      GuavaKinds) or as a list of its parts (ItemForm: WebForms, PageForms)
 * KotlinTypes          the same for Kotlin
 * TreeKinds            Jackson's trees: TreeSerializer, TreeDeserializer, TreeOrigins
 * FailureRules         exceptions: FailureSerializer, FailureDeserializer, FailureFactory
 * ConstantFields       singletons and constants: SingletonSerializer,
 *                      SingletonDeserializer, FieldTypes
 * </pre>
 */
@NullMarked
package io.github.redissession.codec;

import org.jspecify.annotations.NullMarked;
