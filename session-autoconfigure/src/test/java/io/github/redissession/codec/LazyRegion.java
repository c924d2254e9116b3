package io.github.redissession.codec;

import java.io.Serial;
import java.io.Serializable;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * The region of a customer.
 */
@Entity
class LazyRegion implements Serializable {

	@Serial
	private static final long serialVersionUID = 1L;

	@Id
	Long id = 0L;

	String name = "";

	@Override
	public String toString() {
		return this.name;
	}

}
