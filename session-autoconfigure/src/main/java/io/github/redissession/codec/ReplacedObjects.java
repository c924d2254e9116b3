package io.github.redissession.codec;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Looks into a value for the objects that have replaced themselves before Java
 * serialization shows them. Most values hold none, so it looks only when one turns up.
 */
final class ReplacedObjects {

	private final Object root;

	private final StandIns standIns;

	private @Nullable TreeOrigins trees;

	private boolean told;

	/**
	 * Creates the objects of one value.
	 * @param root the value
	 * @param standIns tell what is written instead of an object
	 */
	ReplacedObjects(Object root, StandIns standIns) {
		this.root = root;
		this.standIns = standIns;
	}

	/**
	 * Returns what is written for a JSON tree.
	 * @param plain the plain JSON with which the tree has replaced itself
	 * @param writer writes the tree with the classes of its nodes
	 */
	StoredJson tree(Object plain, Function<Object, byte[]> writer) {
		if (this.trees == null) {
			this.trees = new TreeOrigins(this.root, this.standIns);
		}
		return this.trees.of(plain, writer);
	}

	/**
	 * Tells the rules, once, of every object that is left out, with its field.
	 */
	void tellLeftOut() {
		if (!this.told) {
			this.told = true;
			ObjectWalk.over(this.root, this.standIns, new ObjectWalk.Visitor() {

				@Override
				public boolean enter(Object object) {
					return true;
				}

				@Override
				public void leftOut(Object object, @Nullable String field) {
					ReplacedObjects.this.standIns.leftOut(object, field);
				}

			});
		}
	}

}
