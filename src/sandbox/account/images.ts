import type { Image } from '../state/catalog-rows.ts'

// id after "linode/", vendor, made in, size, end of life, label
const IMAGES = `
debian11       Debian    2021-08 1300 2026-08-31 Debian 11
debian12       Debian    2023-06 1400 2028-06-30 Debian 12
debian13       Debian    2025-08 1500 2030-06-30 Debian 13
ubuntu22.04    Ubuntu    2022-04 3500 2027-04-01 Ubuntu 22.04 LTS
ubuntu24.04    Ubuntu    2024-04 3500 2029-04-25 Ubuntu 24.04 LTS
ubuntu26.04    Ubuntu    2026-04 3600 2031-04-23 Ubuntu 26.04 LTS
almalinux9     AlmaLinux 2022-05 2200 2032-05-31 AlmaLinux 9
almalinux10    AlmaLinux 2025-05 2400 2035-05-31 AlmaLinux 10
rocky9         Rocky     2022-07 2100 2032-05-31 Rocky Linux 9
rocky10        Rocky     2025-06 2300 2035-05-31 Rocky Linux 10
fedora43       Fedora    2025-10 2300 2026-12-02 Fedora 43
opensuse15.6   openSUSE  2024-06 2100 2026-04-30 openSUSE Leap 15.6
alpine3.22     Alpine    2025-05  400 2027-05-01 Alpine 3.22
arch           Arch      2016-06 3500 -          Arch Linux
`

function imageOf(line: string): Image {
  const [name = '', vendor = '', made = '', size = '0', eol = '-', ...label] = line.trim().split(/\s+/)
  const created = `${made}-15T00:00:00`
  return {
    id: `linode/${name}`,
    label: label.join(' '),
    description: '',
    created,
    updated: created,
    size: Number(size),
    created_by: 'linode',
    type: 'manual',
    tags: [],
    is_public: true,
    deprecated: false,
    vendor,
    expiry: null,
    eol: eol === '-' ? null : `${eol}T04:00:00`,
    status: 'available',
    capabilities: ['cloud-init', 'distributed-sites'],
    regions: [],
    total_size: Number(size),
  }
}

/** The public images a new sandbox offers. */
export function images(): readonly Image[] {
  return IMAGES.trim().split('\n').map(imageOf)
}

/** An image for an id the sandbox does not know: private unless it is called `linode/...`. */
export function plausibleImage(id: string): Image {
  const image = imageOf(`x Debian 2026-01 1500 - ${id}`)
  const isPublic = id.startsWith('linode/')
  return {
    ...image,
    id,
    is_public: isPublic,
    vendor: isPublic ? image.vendor : null,
    created_by: isPublic ? 'linode' : 'sandbox',
  }
}
