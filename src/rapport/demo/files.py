"""All files of the fabricated world, in the order in which they were published: a seed is the same bytes every time."""

from rapport.demo import customer_files, distributor_files, own_files, partner_files
from rapport.demo.business import Business
from rapport.demo.sheets import Sent


def sent(business: Business) -> list[Sent]:
    """Everything that was sent. Lists of reference come first: what is new in the rest is then known."""
    makers = (*own_files.FILES, partner_files.sent, distributor_files.sent, customer_files.sent)
    return sorted((one for make in makers for one in make(business)), key=lambda one: one.published)
