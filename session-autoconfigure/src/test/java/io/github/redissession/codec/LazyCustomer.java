package io.github.redissession.codec;

import java.io.Serial;
import java.io.Serializable;
import java.util.Set;

import jakarta.persistence.Basic;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/**
 * A customer, of whom most is loaded when it is needed.
 */
@Entity
class LazyCustomer implements Serializable {

	@Serial
	private static final long serialVersionUID = 1L;

	@Id
	Long id = 0L;

	String name = "";

	@Basic(fetch = FetchType.LAZY)
	@Nullable String biography;

	@ElementCollection
	@Nullable Set<String> tags;

	@ManyToOne(fetch = FetchType.LAZY)
	@Nullable LazyRegion region;

	@ManyToOne(fetch = FetchType.LAZY)
	@Nullable LazyRegion loaded;

	@Override
	public String toString() {
		return this.name + " " + this.biography + " " + this.tags + " " + this.region;
	}

}
