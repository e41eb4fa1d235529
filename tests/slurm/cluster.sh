# A Slurm cluster on this machine, for tests: munge, slurmctld and two slurmd, each a node with this
# machine's cores, of which it takes two at least. To be sourced. Runs as any user, without cgroups, beside
# any other Slurm.

# start_cluster FOLDER: everything of it lives there; SLURM_CONF is set. FOLDER's path is short, as
# those of sockets are.
start_cluster() {
  cluster=$1
  mkdir -p "$cluster"/{state,log,n1/tmp,n2/tmp}
  local port=$((20000 + $$ % 10000))
  export SLURM_CONF=$cluster/slurm.conf
  cat > "$SLURM_CONF" <<END
ClusterName=terrabalance
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
SlurmctldPort=$port
AuthType=auth/munge
CredType=cred/munge
# A job that is queued again waits as long as credentials live.
AuthInfo=socket=$cluster/munge.socket,cred_expire=5
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/%n/slurmd.pid
SlurmctldLogFile=$cluster/log/slurmctld
SlurmdLogFile=$cluster/log/%n
# PMIx meets in here, each node by itself.
TmpFS=$cluster/%n/tmp
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1
SwitchType=switch/none
MailProg=$(command -v true)
PlugStackConfig=/dev/null
KillWait=10
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 1)) CoresPerSocket=$(nproc)
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 2)) CoresPerSocket=$(nproc)
# Jobs share cores, so that none waits for another.
PartitionName=test Nodes=n1,n2 Default=YES OverSubscribe=FORCE:4
END
  # Open MPI would take the two nodes, which have one name, for one, and look for memory in common.
  export OMPI_MCA_pml=ob1 OMPI_MCA_btl=self,tcp

  head -c 128 /dev/urandom > "$cluster/munge.key"
  chmod 600 "$cluster/munge.key"
  daemons=()
  start_daemon munged --foreground --force --key-file="$cluster/munge.key" --socket="$cluster/munge.socket" \
    --pid-file="$cluster/munge.pid" --log-file="$cluster/log/munge" --seed-file="$cluster/munge.seed"
  wait_until 10 test -S "$cluster/munge.socket"
  start_daemon slurmctld -D -i
  start_daemon slurmd -D -N n1
  start_daemon slurmd -D -N n2
  wait_until 20 all_nodes_idle
}

start_daemon() {
  PATH=$PATH:/usr/sbin "$@" > "$cluster/log/$1.$((${#daemons[@]} + 1)).out" 2>&1 &
  daemons+=($!)
  disown
}

all_nodes_idle() { [ "$(sinfo --noheader --format=%D --states=idle 2> /dev/null)" = 2 ]; }

# wait_until SECONDS COMMAND...: until it succeeds. Fails, with what the daemons said, if it never does.
wait_until() {
  local deadline=$(($(date +%s) + $1))
  shift
  until "$@"; do
    if [ "$(date +%s)" -ge "$deadline" ]; then
      echo "slurm: waited in vain for: $*" >&2
      tail -n 5 "$cluster"/log/* >&2
      return 1
    fi
    sleep 0.2
  done
}

# Process ids of the daemons and of what they have started, by the environment.
processes_of_cluster() {
  local file
  for file in $(env -u SLURM_CONF grep -lzs "^SLURM_CONF=$cluster/" /proc/[0-9]*/environ); do
    file=${file%/environ}
    echo "${file#/proc/}"
  done
}

stop_cluster() {
  local signal tries
  scancel --user="$(id -un)" 2> /dev/null || true
  kill "${daemons[@]}" 2> /dev/null || true
  for signal in TERM KILL; do
    for tries in {1..8}; do
      # shellcheck disable=SC2046
      set -- $(processes_of_cluster)
      [ $# = 0 ] && return 0
      kill -s "$signal" "$@" 2> /dev/null || true
      sleep 0.3
    done
  done
}
