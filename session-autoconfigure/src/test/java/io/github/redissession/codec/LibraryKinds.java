package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.geo.Point;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.ui.ModelMap;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.support.BindingAwareModelMap;

/**
 * Values of Spring and of other libraries.
 */
final class LibraryKinds {

	private LibraryKinds() {
	}

	static void addTo(ValueKinds all) {
		addSpring(all.group("Spring"));
		addSecurity(all.group("Spring Security"));
		addTrees(all.group("JSON trees of Jackson"));
		addGuava(all.group("Guava and others"));
	}

	private static void addTrees(ValueKinds all) {
		ObjectNode tree = TreeSamples.everyKind();
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		object.putPOJO("a", Shop.item());
		JsonNode json = JsonMapper.shared().valueToTree(Shop.item());
		all.add("`ObjectNode`, with nodes of every class", tree)
			.add("`ArrayNode`", tree.get("list"))
			.add("`StringNode`", tree.get("text"))
			.add("`IntNode`", tree.get("number"))
			.add("`LongNode`", tree.get("long"))
			.add("`ShortNode`", tree.get("short"))
			.add("`FloatNode`", tree.get("float"))
			.add("`DoubleNode`", tree.get("half"))
			.add("`DecimalNode`, with its scale", tree.get("decimal"))
			.add("`BigIntegerNode`", tree.get("huge"))
			.add("`BinaryNode`", tree.get("binary"))
			.add("`BooleanNode`", tree.get("flag"))
			.add("`NullNode`", tree.get("none"))
			.add("`JsonNode[]`", new JsonNode[] { tree, tree.get("none") })
			.refused("`ObjectNode[]`", new ObjectNode[] { tree }, new JsonNode[] { tree })
			.add("field of type `JsonNode` or `ObjectNode`", new TreeSamples.Literal(tree, TreeSamples.literal()))
			.refused("`ObjectNode` with a `POJONode`", object, json)
			.refused("`MissingNode`", MissingNode.getInstance(), NullNode.getInstance())
			.refused("`ObjectNode` of Jackson 2",
					com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode().put("a", 1L),
					"{\"a\":1}");
	}

	private static void addSpring(ValueKinds all) {
		Map<String, Object> samples = JdkSamples.all();
		PageRequest page = PageRequest.of(2, 20, Sort.by("name"));
		LinkedCaseInsensitiveMap<Object> ignoringCase = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		ignoringCase.put("Name", 1L);
		TreeMap<String, Object> plain = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		plain.putAll(ignoringCase);
		all.add("`LinkedMultiValueMap`", samples.get("spring-0"))
			.add("`HttpHeaders`", samples.get("spring-1"))
			.add("`ModelMap`", new ModelMap("a", 1L))
			.add("`ExtendedModelMap`", new ExtendedModelMap().addAttribute("a", 1L))
			.add("`BindingAwareModelMap`", new BindingAwareModelMap().addAttribute("a", 1L))
			.add("`PageRequest`", page)
			.add("`Sort`", page.getSort())
			.add("`Sort.unsorted()`", Sort.unsorted())
			.add("`Sort.Order`", Sort.Order.desc("a").nullsLast())
			.add("`Pageable.unpaged()`", Pageable.unpaged())
			.add("`PageImpl`", new PageImpl<>(new ArrayList<>(List.of(Shop.item())), page, 100))
			.add("`SliceImpl`", new SliceImpl<>(List.of(1L), page, true))
			.refused("`LinkedCaseInsensitiveMap`", ignoringCase, plain)
			.refused("`HttpStatus`", HttpStatus.OK, 200)
			.add("`MediaType`", MediaType.parseMediaType("text/html;charset=UTF-8"))
			.add("`DataSize`", DataSize.ofBytes(5))
			.refused("`Point` of Spring Data", new Point(1, 2), new Shapes.Pair<>(1.0, 2.0))
			.refused("`BindingResult`", new BeanPropertyBindingResult(new Shapes.Bean(), "bean"),
					new HashMap<>(Map.of("field", "message")));
	}

	private static void addSecurity(ValueKinds all) {
		SecuritySamples.all()
			.forEach((name, value) -> all
				.add("`" + value.getClass().getName().replaceAll("^.*[.$]", "") + "`, sample " + name, value));
		OidcUserTests.users()
			.stream()
			.filter((value) -> value instanceof GrantedAuthority || value instanceof OAuth2User)
			.forEach((value) -> all.add("`" + value.getClass().getSimpleName() + "`, with converted claims", value));
		LdapUserTests.users()
			.forEach((value) -> all.add("`" + value.getClass().getSimpleName() + "` from LDAP", value));
	}

	private static void addGuava(ValueKinds all) {
		ArrayListMultimap<String, Long> many = ArrayListMultimap.create();
		many.put("a", 1L);
		Map<String, Collection<Long>> lists = new LinkedHashMap<>();
		many.asMap().forEach((key, items) -> lists.put(key, new ArrayList<>(items)));
		all.add("`ImmutableList`", ImmutableList.of(1L, "x"))
			.add("`ImmutableSet`", ImmutableSet.of(1L, "x"))
			.add("`ImmutableMap`", ImmutableMap.of(1L, "x"))
			.add("`ImmutableSortedSet`", ImmutableSortedSet.of(2L, 1L))
			.add("`ImmutableSortedMap`", ImmutableSortedMap.of("a", 1L))
			.add("`Lists.reverse(…)`", Lists.reverse(new ArrayList<>(List.of(1, 2))))
			.add("`Lists.transform(…)`", Lists.transform(new ArrayList<>(List.of(1, 2)), (item) -> -item))
			.add("`Sets.union(…)`", Sets.union(Set.of(1), Set.of(2)))
			.refused("`ArrayListMultimap`", many, lists)
			.refused("`HashBasedTable`", HashBasedTable.create(), new HashMap<>())
			.refused("`HashMultiset`", HashMultiset.create(List.of(1L)), new ArrayList<>(List.of(1L)))
			.refused("`HashBiMap`", HashBiMap.create(Map.of("a", 1L)), new HashMap<>(Map.of("a", 1L)))
			.refused("`Money` of JavaMoney", org.javamoney.moneta.Money.of(5, "EUR"), new Shapes.Pair<>("EUR", 5L));
		addVavr(all);
	}

	private static void addVavr(ValueKinds all) {
		all.refused("`List` of Vavr", io.vavr.collection.List.of(1L), new ArrayList<>(List.of(1L)))
			.refused("`HashMap` of Vavr", io.vavr.collection.HashMap.of("a", 1L), new HashMap<>(Map.of("a", 1L)))
			.refused("`Vector` of Vavr", io.vavr.collection.Vector.of(1L), new ArrayList<>(List.of(1L)))
			.refused("`Tuple2` of Vavr", io.vavr.Tuple.of("a", 1L), new Shapes.Pair<>("a", 1L))
			.refused("`Option.Some` of Vavr", io.vavr.control.Option.of("a"), Optional.of("a"))
			.refused("`Option.None` of Vavr", io.vavr.control.Option.none(), Optional.empty())
			.refused("`Either` of Vavr", io.vavr.control.Either.right(1L), new Shapes.Pair<>("right", 1L));
	}

}
