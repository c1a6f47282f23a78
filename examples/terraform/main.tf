# One small Linode that watches the fleets. Its user data is made by
#   linode-autoscale monitoring --cloud-init -p web.yaml --package URL --sha256 SUM > monitoring.cloud-config
# and holds no token: put the two tokens there when it is up, as its first lines say.

terraform {
  required_version = ">= 1.5"
  required_providers {
    linode = {
      source  = "linode/linode"
      version = ">= 2.9"
    }
  }
}

variable "region" {
  description = "The region of the fleets and of their NodeBalancers; it must offer the metadata service."
  type        = string
}

variable "authorized_users" {
  description = "Whose SSH keys may log in."
  type        = list(string)
}

variable "user_data_file" {
  description = "What linode-autoscale monitoring --cloud-init has printed."
  type        = string
  default     = "monitoring.cloud-config"
}

# Nothing on it has to be reached from outside but SSH.
resource "linode_firewall" "monitoring" {
  label           = "autoscale-monitoring"
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"

  inbound {
    label    = "ssh"
    action   = "ACCEPT"
    protocol = "TCP"
    ports    = "22"
    ipv4     = ["0.0.0.0/0"]
    ipv6     = ["::/0"]
  }

  linodes = [linode_instance.monitoring.id]
}

# Neither its label nor its tags are those of a member: no run ever touches it.
resource "linode_instance" "monitoring" {
  label            = "autoscale-monitoring"
  region           = var.region
  type             = "g6-nanode-1"
  image            = "linode/debian13"
  authorized_users = var.authorized_users
  private_ip       = true
  tags             = ["monitoring"]

  metadata {
    user_data = filebase64(var.user_data_file)
  }
}

output "address" {
  value = tolist(linode_instance.monitoring.ipv4)[0]
}
