package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.domain.Sort.NullHandling;
import org.springframework.data.domain.Sort.Order;

/**
 * Values of Spring Data, by their content; loaded only if it is on the class path.
 */
final class PageForms {

	private static final int ORDER_ITEMS = 4;

	private PageForms() {
	}

	static void addTo(List<ItemForm<?>> all) {
		ItemForm.add(all, "Sort", Sort.class, (sort) -> new ArrayList<>(sort.toList()),
				(items) -> Sort.by(items.stream().map(Order.class::cast).toList()));
		ItemForm.add(all, "Sort.Order", Order.class, (order) -> Arrays.asList(order.getDirection().name(),
				order.getProperty(), order.isIgnoreCase(), order.getNullHandling().name()), PageForms::order);
		ItemForm.add(all, "PageRequest", PageRequest.class,
				(page) -> Arrays.asList(page.getPageNumber(), page.getPageSize(), page.getSort()),
				(items) -> PageRequest.of(ItemForm.<Integer>item(items, 0, 3), ItemForm.<Integer>item(items, 1, 3),
						ItemForm.<Sort>item(items, 2, 3)));
		Class<? extends Pageable> unpaged = Pageable.unpaged().getClass();
		addUnpaged(all, unpaged);
		ItemForm.add(all, "PageImpl", PageImpl.class,
				(page) -> Arrays.asList(content(page), page.getPageable(), page.getTotalElements()),
				(items) -> new PageImpl<>(ItemForm.<List<?>>item(items, 0, 3), ItemForm.<Pageable>item(items, 1, 3),
						ItemForm.<Long>item(items, 2, 3)));
		ItemForm.add(all, "SliceImpl", SliceImpl.class,
				(slice) -> Arrays.asList(content(slice), slice.getPageable(), slice.hasNext()),
				(items) -> new SliceImpl<>(ItemForm.<List<?>>item(items, 0, 3), ItemForm.<Pageable>item(items, 1, 3),
						ItemForm.<Boolean>item(items, 2, 3)));
	}

	private static List<?> content(Slice<?> slice) {
		return new ArrayList<>(slice.getContent());
	}

	private static <T extends Pageable> void addUnpaged(List<ItemForm<?>> all, Class<T> type) {
		ItemForm.add(all, "Unpaged", type, (page) -> Arrays.asList(page.getSort()),
				(items) -> type.cast(Pageable.unpaged(ItemForm.<Sort>item(items, 0, 1))));
	}

	private static Order order(List<Object> items) {
		return new Order(Direction.valueOf(ItemForm.<String>item(items, 0, ORDER_ITEMS)),
				ItemForm.<String>item(items, 1, ORDER_ITEMS), ItemForm.<Boolean>item(items, 2, ORDER_ITEMS),
				NullHandling.valueOf(ItemForm.<String>item(items, 3, ORDER_ITEMS)));
	}

}
