"""From where somebody asks, as exactly as one can tell people apart by it."""

from ipaddress import ip_address, ip_network

IPV6_HOME = 64  # bits; a visitor has all addresses that begin alike


def network_of(text):
    """The address, or of a long one what the visitor's whole home has in common."""
    try:
        address = ip_address(text)
    except ValueError:
        return text  # a server behind a socket file knows no address
    if address.version == 6:
        return str(address.ipv4_mapped or ip_network((address, IPV6_HOME), strict=False))
    return str(address)
