"""What is taken out, one check a row, and the tests that have to notice; a file a subject."""

from tests.mutations.mutation import Mutation
from tests.mutations.table import (
    aws,
    backend,
    building,
    calls,
    doctor,
    foundations,
    inspector,
    on_aws,
    publishing,
    sign_in,
    tokens,
)

MUTATIONS: tuple[Mutation, ...] = (
    *sign_in.MUTATIONS,
    *tokens.MUTATIONS,
    *foundations.MUTATIONS,
    *calls.MUTATIONS,
    *aws.MUTATIONS,
    *backend.MUTATIONS,
    *inspector.MUTATIONS,
    *building.MUTATIONS,
    *publishing.MUTATIONS,
    *on_aws.MUTATIONS,
    *doctor.MUTATIONS,
)
